/** Quality, practice and reports: times in the reader's own zone. */
import { clock } from "../desk/clock.js";

clock(document);
