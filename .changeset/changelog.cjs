/** An entry of a changelog is the text of its changeset; which of our own packages moved along is in package.json. */
module.exports = {
  getReleaseLine: async ({ summary }) => `- ${summary.trim().replaceAll('\n', '\n  ')}`,
  getDependencyReleaseLine: async () => '',
};
