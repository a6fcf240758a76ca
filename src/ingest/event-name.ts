import { firstCharacters } from './distinct-id.ts'

export const nameMaxCharacters = 200

/** By characters and not UTF-16 units, through every door: a name is as long for an import as for an SDK. */
export const isNameTooLong = (name: string): boolean => firstCharacters(name, nameMaxCharacters) !== name
