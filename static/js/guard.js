/**
 * Loaded before anything else: whatever text a library puts in as markup is escaped, save the one probe that Leaflet
 * makes when it loads. The page's Content-Security-Policy (trusted types) sends all such text through here.
 */
(() => {
  const PROBES = new Set(["", '<v:shape adj="1"/>']);
  const escape = (text) => text.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);
  globalThis.trustedTypes?.createPolicy("default", {
    createHTML: (text) => (PROBES.has(text) ? text : escape(text)),
  });
})();
