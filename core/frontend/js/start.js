import { initAll } from "govuk-frontend";

// GOV.UK Frontend asks for these two classes before it starts; its own snippet is inline, which the policy forbids.
document.body.classList.add("js-enabled", "govuk-frontend-supported");
initAll();
