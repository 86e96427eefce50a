/**
 * What a column is, chosen by a person: left out, a field, or an indicator with its unit.
 * @module samples/column_menu
 */
import { h, replace } from "../dom.js";
import { t, titleOf } from "../words.js";
import { field, openDialog } from "./dialog.js";
import { FIELDS, roleOf } from "./roles.js";

/**
 * @param {{label: string, heading: string, role: any, indicators: any[], names: Map<string, string>, send: (role: any) => Promise<void>}} given
 */
export function openColumnMenu({ label, heading, role, indicators, names, send }) {
  const now = role?.ignore || !role ? "ignore" : role.field ? `field:${role.field}` : role.indicator ? `indicator:${role.indicator}` : "as_is";
  let chosen = now;
  const unit = h("input", { name: "unit", value: role?.unit ?? "", maxlength: "30", autocomplete: "off", spellcheck: "false" });
  const unitField = field(t("samples_unit"), unit, t("samples_unit_hint"));
  const search = h("input", { type: "search", placeholder: t("samples_column_search"), "aria-label": t("samples_column_search"), autocomplete: "off" });
  const list = h("div", { class: "ask-list", role: "radiogroup", "aria-label": t("samples_column_is") });

  const options = [
    ["ignore", t("samples_ignored"), t("samples_ignored_hint")],
    ...(now === "as_is" ? [["as_is", roleOf(role, names).text, ""]] : []),
    ...FIELDS.map((name) => [`field:${name}`, t(`samples_field_${name}`), ""]),
    ...indicators.map((one) => [`indicator:${one.code}`, titleOf(one), [one.symbol, one.unit].filter(Boolean).join(" · ")]),
  ];
  if (role?.indicator && !indicators.some((one) => one.code === role.indicator)) options.push([now, roleOf(role, names).text, t("samples_free")]);

  function draw() {
    const words = search.value.trim().toLowerCase();
    const wanted = options.filter(([value, text, sub]) => !words || `${text} ${sub} ${value}`.toLowerCase().includes(words));
    unitField.hidden = !chosen.startsWith("indicator:");
    replace(list, wanted.length ? wanted.map(([value, text, sub]) =>
      h("label", { class: "ask-option" }, h("input", { type: "radio", name: "role", value, checked: value === chosen, on: { change: () => { chosen = value; const one = indicators.find((known) => `indicator:${known.code}` === value); if (one && value !== now) unit.value = one.unit ?? ""; unitField.hidden = !value.startsWith("indicator:"); } } }), h("span", null, text), sub && h("small", { class: "soft" }, sub)))
      : h("p", { class: "soft" }, t("samples_nothing_found")));
  }
  search.addEventListener("input", draw);
  draw();
  openDialog({
    title: t("samples_column_title", { column: label }), act: t("samples_apply"),
    children: [h("p", { class: "soft" }, t("samples_column_heading", { heading: heading || "—" })), search, list, unitField],
    send: () => {
      const [kind, name] = [chosen.split(":")[0], chosen.slice(chosen.indexOf(":") + 1)];
      if (chosen === "as_is") return null;
      if (kind === "ignore") return send({ ignore: true });
      return send(kind === "field" ? { field: name } : { indicator: name, unit: unit.value.trim(), sure: "sure" });
    },
  });
  list.querySelector("input:checked")?.scrollIntoView({ block: "nearest" });
}
