/** A page is as wide as this, whatever its height. */
export const PAGE_UNITS = 10_000;

export const placeOf = (file: string, page: number) => `${file}/${page}`;
