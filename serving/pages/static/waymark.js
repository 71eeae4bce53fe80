// Everything works without this file; it adds GOV.UK Frontend's refinements
// (focus on the error summary, a foldable menu, fields that show when chosen).
import { initAll } from "./govuk-frontend.min.js";

document.body.classList.add("js-enabled", "govuk-frontend-supported");
initAll();
