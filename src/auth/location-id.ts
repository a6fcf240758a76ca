const maxLength = 200

/**
 * Whether a text can be the id of a location, wherever one is said: in a token, a key, a setting or a question. Half a
 * surrogate pair would become U+FFFD on its way to the engine, and with it perhaps the id of another location; `*`
 * means all of them.
 */
export const isLocationId = (text: string): boolean =>
  text !== '' && text !== '*' && text.length <= maxLength && text.isWellFormed() && !/\p{Cc}/u.test(text)

/** What is expected, for messages. */
export const locationIdForm = `a location id: 1 to ${maxLength} characters on one line, and not *`
