/**
 * What is chosen now, and who wants to know. One object, one way to change it.
 * @module state
 */

/**
 * @template T
 * @param {T} first
 */
export function createState(first) {
  let now = { ...first };
  /** @type {{keys: string[], tell: (now: T, changed: string[]) => void}[]} */
  const listeners = [];
  return {
    /** What is chosen now. @returns {T} */
    get: () => now,
    /** Changes some of it and tells those who asked for any of it. @param {Partial<T>} patch */
    set(patch) {
      const changed = Object.keys(patch).filter((key) => JSON.stringify(now[key]) !== JSON.stringify(patch[key]));
      if (!changed.length) return;
      now = { ...now, ...patch };
      for (const { keys, tell } of listeners) if (keys.some((key) => changed.includes(key))) tell(now, changed);
    },
    /** Tells a listener whenever one of the keys changes. @param {string[]} keys @param {(now: T, changed: string[]) => void} tell */
    on(keys, tell) {
      listeners.push({ keys, tell });
    },
  };
}
