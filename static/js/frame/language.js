/**
 * The language of the pages; the server reads it from a cookie.
 * @module frame/language
 */

/** Switches the page's language and loads it anew. @param {"zh"|"en"} to */
export function switchLanguage(to) {
  document.cookie = `lang=${to}; path=/; max-age=31536000; samesite=lax`;
  const address = new URL(location.href);
  address.searchParams.delete("lang");
  if (address.href === location.href) location.reload();
  else location.replace(address);
}
