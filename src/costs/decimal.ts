/** Whether a text is a number that a `Decimal(38, 9)` column keeps exactly. */
export const isDecimal = (text: string): boolean => /^-?\d{1,20}(\.\d{1,9})?$/.test(text)
