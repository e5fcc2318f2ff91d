// The grid in which an album's photos are arranged. The page works without it: then it is a plain form.
import { Desk } from "./workbench/desk.js";
import { watchDialogs } from "./workbench/dialogs.js";
import { watchDrag } from "./workbench/drag.js";
import { Grid } from "./workbench/grid.js";
import { watchKeys } from "./workbench/keys.js";
import { Panel } from "./workbench/panel.js";
import { Selection } from "./workbench/selection.js";

const list = document.getElementById("v-photos");
const data = JSON.parse(document.getElementById("v-desk-data").textContent);

document.getElementById("v-desk").classList.add("v-desk--live");
document.body.classList.add("v-scripted");
const grid = new Grid(list, data);
const selection = new Selection(grid, data.texts);
const desk = new Desk(grid, selection, data);
const panel = new Panel(desk);
watchDialogs(desk, panel);
watchKeys(desk, panel);
watchDrag(desk);
grid.start();
selection.show();

// The toolbar stands below Wagtail's header, whatever its height.
const header = document.querySelector(".w-slim-header");
const measure = () => document.documentElement.style.setProperty("--v-head", `${header.offsetHeight}px`);
if (header) new ResizeObserver(measure).observe(header);
