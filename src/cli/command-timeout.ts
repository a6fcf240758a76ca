/** How long a query of an operator's command may take: the gateway's own limit is for questions, and a month of a large table is read at once. */
export const commandTimeoutMs = 24 * 3_600_000
