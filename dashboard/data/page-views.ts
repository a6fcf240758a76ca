/** What page views are called: by browsers, by older code, and by apps, whose pages are screens. */
export const pageViewNames: readonly string[] = ['$pageview', 'pageview', '$screen']
