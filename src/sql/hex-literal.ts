/** A text in SQL, where no parameter can stand: hexadecimal ends no literal, however deeply it is quoted. */
export const hexLiteral = (text: string): string => `unhex('${Buffer.from(text).toString('hex')}')`
