import { Converter } from 'typedoc';

/** A plugin of TypeDoc that calls modules by the names of their packages. */
export function load(app) {
  app.converter.on(Converter.EVENT_RESOLVE_BEGIN, ({ project }) => {
    for (const module of project.children ?? []) {
      module.name = module.name.replace(/^(.+)\/src$/, '@org/$1');
    }
  });
}
