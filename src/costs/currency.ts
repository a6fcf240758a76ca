const currencies = new Set(Intl.supportedValuesOf('currency'))

/** A currency of ISO 4217 in capitals, however it was written; `undefined` for what is none. */
export function currencyCode(text: string): string | undefined {
  const code = text.trim().toUpperCase()
  return currencies.has(code) ? code : undefined
}
