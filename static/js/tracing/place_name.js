/**
 * What the place is called that an analysis starts from.
 * @module tracing/place_name
 */
import { item } from "../api.js";
import * as format from "../format.js";
import { splitFeature } from "../url.js";
import { pointOf } from "./analysis.js";

/** @param {any} context of the page @param {string} from a feature, or `point/115.9,36.4` */
export async function placeName({ data }, from) {
  const point = pointOf(from);
  if (point) return format.place(...point);
  const { layer, key } = splitFeature(from);
  const section = layer === "sections" && data.section(key);
  if (section) return section.name;
  const { properties } = await item(layer, key);
  return properties[data.layer(layer)?.titleField ?? "name"] || key;
}
