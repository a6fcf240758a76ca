/** How long an instance that claimed an event has the right to store it. */
export const claimSeconds = 30
