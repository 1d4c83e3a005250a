import { resolve } from 'node:path';

/** The project's root folder. */
export const root = resolve(import.meta.dirname, '../..');

/** What set-up fetches and builds outside node_modules and dist. */
export const cache = resolve(root, '.cache');

export const inRoot = (...parts) => resolve(root, ...parts);
export const inCache = (...parts) => resolve(cache, ...parts);
