import type { CodegenConfig } from '@graphql-codegen/cli'
import { addTypenameSelectionDocumentTransform } from '@graphql-codegen/client-preset'

const shared = {
  useTypeImports: true,
  enumsAsTypes: true,
  importExtension: '.ts',
  emitLegacyCommonJSImports: false,
  scalars: {
    Date: 'string',
    DateTime: 'string',
    Decimal: 'string',
    JSONObject: 'Record<string, unknown>',
    SafeInt: 'number',
    TimeZone: 'string',
    UUID: 'string',
  },
} as const

const config: CodegenConfig = {
  schema: 'schema.graphql',
  generates: {
    'examples/graphql/': {
      documents: ['examples/*.ts'],
      preset: 'client',
      presetConfig: { persistedDocuments: true, fragmentMasking: false },
      config: { ...shared, documentMode: 'string' },
    },
    'dashboard/graphql/': {
      documents: ['dashboard/**/*.{ts,tsx}', '!dashboard/graphql/**'],
      preset: 'client',
      presetConfig: { persistedDocuments: true, fragmentMasking: { unmaskFunctionName: 'readFragment' } },
      // The normalised cache needs the type names, so they belong to what is hashed.
      documentTransforms: [addTypenameSelectionDocumentTransform],
      config: shared,
    },
  },
}

export default config
