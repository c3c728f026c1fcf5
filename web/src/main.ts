import "./app/app.js";
import { locale } from "./i18n/index.js";

locale.apply();
