/** The command that makes the content of a page again. */
export function RepeatSection({ command }: { readonly command: string }) {
  return (
    <section id="repeat">
      <h2>Again</h2>
      <pre>
        <code>{command}</code>
      </pre>
    </section>
  );
}
