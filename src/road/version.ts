declare const ARCHXEN_VERSION: string | undefined;

/** The bundle has its version built in; run from source there is none. */
export const version: string = typeof ARCHXEN_VERSION === 'undefined' ? 'source' : ARCHXEN_VERSION;
