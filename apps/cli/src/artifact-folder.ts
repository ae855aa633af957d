/**
 * Of a run, where its model artifact lies. Writing an artifact replaces its whole directory, so it has one of its own
 * beside the run's checkpoints and logs.
 */
export const artifactFolder = 'model';
