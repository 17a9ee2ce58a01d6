/* pictures.mjs PAGE FOLDER - the pictures of README.md: a comparison, as a reader sees it. */
import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

/* The packages stand in the build folder: the folder that this is run in. */
const require = createRequire(pathToFileURL(resolve('package.json')));
const { chromium } = require('playwright-core');
const [page, folder] = process.argv.slice(2);
const browser = await chromium.launch({ executablePath: process.env.CHROMIUM, args: ['--no-sandbox', '--force-color-profile=srgb'] });

async function picture(name, options, clip) {
  const context = await browser.newContext(options);
  const tab = await context.newPage();
  await tab.goto(pathToFileURL(resolve(page)).href, { waitUntil: 'load' });
  await tab.screenshot({ path: join(folder, name), fullPage: clip !== undefined, clip: clip && await clip(tab) });
  await context.close();
  console.log(join(folder, name));
}

/* From the heading of a section to the end of the first figure in it. */
async function upToFigure(tab, section) {
  const top = await tab.locator(`#${section} h2`).first().boundingBox();
  const figure = await tab.locator(`#${section} figure`).first().boundingBox();
  return { x: top.x - 24, y: top.y - 12, width: figure.width + 48, height: figure.y + figure.height - top.y + 24 };
}

const wide = { viewport: { width: 1280, height: 800 } };
await picture('first-screen.png', wide);
await picture('call-paths.png', wide, (tab) => upToFigure(tab, 'heap'));
await picture('phone-dark.png', { viewport: { width: 390, height: 844 }, colorScheme: 'dark' });
await browser.close();
