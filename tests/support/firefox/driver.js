// One Firefox with a fake camera, told what to do by one JSON line at a time: {"do": ..., ...} -> {"ok": ...} or
// {"error": ...}.  It speaks WebDriver BiDi, which is how Debian's Firefox is driven.
import { createInterface } from "node:readline";
import puppeteer from "puppeteer-core";

const browser = await puppeteer.launch({
  browser: "firefox",
  executablePath: process.env.FIREFOX,
  headless: true,
  extraPrefsFirefox: {
    "media.navigator.streams.fake": true,
    "media.navigator.permission.disabled": true,
    "media.peerconnection.ice.loopback": true,
    "media.peerconnection.ice.obfuscate_host_addresses": false,
    "media.autoplay.default": 0,
    "intl.accept_languages": "sv-SE",
  },
});
const page = await browser.newPage();
await page.setViewport({ width: 1280, height: 800 });
const errors = [];
page.on("pageerror", (error) => errors.push(String(error)));

/** The first element with this data-testid, through every shadow root. */
const find = (testid) =>
  page.evaluateHandle((wanted) => {
    const within = (root) => {
      for (const element of root.querySelectorAll("*")) {
        if (element.dataset?.testid === wanted) return element;
        const inner = element.shadowRoot && within(element.shadowRoot);
        if (inner) return inner;
      }
      return null;
    };
    return within(document);
  }, testid);

const commands = {
  goto: async ({ url }) => void (await page.goto(url)),
  there: async ({ testid }) => (await find(testid)).asElement() !== null,
  text: async ({ testid }) => {
    const element = (await find(testid)).asElement();
    return element ? element.evaluate((each) => each.textContent) : null;
  },
  attribute: async ({ testid, name }) => {
    const element = (await find(testid)).asElement();
    return element ? element.evaluate((each, which) => each.getAttribute(which), name) : null;
  },
  click: async ({ testid }) => {
    const element = (await find(testid)).asElement();
    if (!element) return false;
    await element.click();
    return true;
  },
  type: async ({ testid, text }) => {
    const element = (await find(testid)).asElement();
    if (!element) return false;
    await element.type(text);
    return true;
  },
  press: async ({ key }) => void (await page.keyboard.press(key)),
  evaluate: async ({ script }) => page.evaluate(script),
  screenshot: async ({ path }) => void (await page.screenshot({ path })),
  errors: async () => errors,
};

for await (const line of createInterface({ input: process.stdin })) {
  const { do: name, ...rest } = JSON.parse(line);
  try {
    console.log(JSON.stringify({ ok: (await commands[name](rest)) ?? null }));
  } catch (error) {
    console.log(JSON.stringify({ error: String(error) }));
  }
}
await browser.close();
