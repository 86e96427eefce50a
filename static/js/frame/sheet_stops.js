/**
 * The three stops of the phone's sheet, and which one it comes to rest at. Pure.
 * @module frame/sheet_stops
 */
export const STOPS = ["low", "half", "full"];
const LOW_PX = 96;
const FLICK_PX_PER_MS = 0.5;

/** Height of a stop [px]. @param {string} stop @param {number} height of the window @param {number} [top] room kept free above */
export const stopHeight = (stop, height, top = 68) => ({ low: LOW_PX, half: Math.round(height * 0.5), full: height - top })[stop];

/** The stop nearest to a height, or the next one in the direction of a flick. @param {number} px @param {number} speed px/ms, up is positive @param {number} height */
export function nearestStop(px, speed, height) {
  const heights = STOPS.map((stop) => stopHeight(stop, height));
  if (Math.abs(speed) > FLICK_PX_PER_MS) {
    const beyond = speed > 0 ? heights.findIndex((one) => one > px + 4) : heights.findLastIndex((one) => one < px - 4);
    if (beyond >= 0) return STOPS[beyond];
    return speed > 0 ? "full" : "low";
  }
  return STOPS[heights.reduce((best, one, i) => (Math.abs(one - px) < Math.abs(heights[best] - px) ? i : best), 0)];
}
