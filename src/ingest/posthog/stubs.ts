/**
 * Valid empty answers for features that the remote config turns off, but that a page can still ask for by itself:
 * without them the visitor's console fills with errors. Session recordings, logs and metrics are taken and not kept.
 */
export const stubs: Readonly<Record<string, object>> = {
  '/s': { status: 'Ok' },
  '/i/v1/logs': {},
  '/i/v1/metrics': {},
  '/api/surveys': { surveys: [] },
  '/api/web_experiments': { experiments: [] },
  '/api/early_access_features': { earlyAccessFeatures: [] },
  '/api/product_tours': { product_tours: [] },
  '/flags/definitions': { flags: [], group_type_mapping: {}, cohorts: {} },
}
