/**
 * The days that can be asked for, and the latest time that is stored. The engine's times of whole seconds end in 2106, and in zones east
 * of Greenwich 1970-01-01 begins before them; all of its functions, in all time zones, hold what lies between.
 */
export const firstDay = '1970-01-02'
export const lastDay = '2105-12-31'
export const latestMs = Date.UTC(2106, 0, 1) - 1
