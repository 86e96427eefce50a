/**
 * The register of letters: those of the plan, with the state of each and what is overdue.
 * @module accountability/letters
 */
import { registerList } from "../register/list.js";
import { t } from "../words.js";

/** @param {any} page @param {any} close @param {any} plan */
export function lettersFace(page, close, plan) {
  const { state, side } = page;
  return registerList("notices", {
    wanted: (entry) => entry.content.rule_set === plan.id,
    content: { rule_set: plan.id, month: close.month },
    open: (entry) => state.set({ notice: String(entry.id) }),
    isOpen: (entry) => String(entry.id) === state.get().notice,
    create: (form) => page.open(() => form, t("acc_tab_letters")),
    cancel: side.close,
    done: async (entry) => {
      await page.refresh();
      state.set({ notice: String(entry.id) });
    },
    emptyTitle: t("acc_no_register"), emptyHint: t("acc_no_register_hint"),
  });
}
