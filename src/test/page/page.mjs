// Uses the page in a real Chromium as a user would, and takes the pictures for the documents. .ci/page starts what it needs.
// Arguments: the page's URL, the folder of the gateway's routes, the folder for pictures; URL and key of a gateway with keys;
// process id of the simulated Triton behind the first gateway.
import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';

const { chromium } = createRequire(path.join(process.env.PLAYWRIGHT_HOME, 'package.json'))('playwright-core');
const [url, routes, pictures, keyedUrl, key, triton] = process.argv.slice(2);
const LONG = 60_000;

const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM,
  args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'],
});
const problems = [];

async function open(at, options = {}) {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, reducedMotion: 'reduce', ...options });
  const page = await context.newPage();
  page.setDefaultTimeout(LONG);
  page.on('console', m => ['error', 'warning'].includes(m.type()) && problems.push(`${m.type()}: ${m.text()}`));
  page.on('pageerror', e => problems.push(`exception: ${e.message}`));
  page.on('request', r => !r.url().startsWith(new URL(at).origin) && !r.url().startsWith('data:') && problems.push(`a request to ${r.url()}`));
  await page.goto(at);
  return page;
}

async function test(name, run) {
  const before = problems.length;
  try {
    await run();
    assert.deepEqual(problems.slice(before), [], 'the console has no errors');
    console.log(`Page: ${name}: good`);
  } catch (e) {
    console.log(`Page: ${name}: failed`);
    console.log(e);
    process.exitCode = 1;
  }
}

const picture = (page, name) => page.screenshot({ path: path.join(pictures, `${name}.png`), type: 'png' });
const answered = (page, count = 1) => page.waitForFunction(n => document.querySelectorAll('.message.assistant .stats b').length >= n && document.querySelector('#send'), count);
const ask = async (page, text) => {
  await page.fill('#message', text);
  await page.press('#message', 'Enter');
};

await test('a message is streamed, and the prompt is shown with its control tokens', async () => {
  const page = await open(url);
  await page.waitForSelector('#message');
  await page.fill('#message', 'What is the capital of France? <|eot_id|>');
  await page.waitForSelector('.prompt mark');
  assert.ok((await page.locator('.prompt mark').allTextContents()).includes('<|start_header_id|>'));
  // what the user wrote is no control token
  assert.match(await page.textContent('.prompt'), /< \|eot_id\|>/);
  await page.press('#message', 'Enter');
  await answered(page);
  assert.match(await page.textContent('.message.assistant .markdown'), /was asked/);
  await page.click('[data-tab="triton"]');
  await page.waitForFunction(() => document.querySelector('.inspector pre')?.textContent.includes('"text_input"'));
  await page.click('[data-tab="code"]');
  for (const [language, word] of [['curl', 'curl -sN'], ['python', 'from openai import OpenAI'], ['java', 'class Ask']]) {
    await page.click(`[data-tab="${language}"]`);
    assert.match(await page.textContent('.inspector pre'), new RegExp(word));
  }
  await page.context().close();
});

await test('an answer is stopped by a key, and the next one comes', async () => {
  const page = await open(url);
  await page.waitForSelector('#message');
  await ask(page, 'Tell me much @@tokens=300');
  await page.waitForSelector('.message.assistant .markdown');
  await page.keyboard.press('Escape');
  await page.waitForSelector('text=Stopped.');
  await ask(page, 'And now?');
  await page.waitForFunction(() => document.querySelectorAll('.message.assistant').length === 2 && document.querySelector('#send'));
  await page.context().close();
});

await test('a model calls a tool, and answers with its result', async () => {
  const page = await open(url);
  await page.waitForSelector('#message');
  await page.click('text=What is the weather in Paris?');
  await page.press('#message', 'Enter');
  await page.click('text=Send result');
  await page.waitForFunction(() => [...document.querySelectorAll('.message.assistant .markdown')].some(m => m.textContent.includes('14')));
  await page.context().close();
});

await test('several models answer side by side', async () => {
  const page = await open(url);
  await page.waitForSelector('.chip');
  await page.click('.chip[aria-pressed="false"]');
  assert.equal(await page.locator('.column').count(), 2);
  await ask(page, 'What is the capital of France?');
  await answered(page, 2);
  await page.waitForSelector('.dot.good');
  await page.fill('#message', 'And of Italy?');
  await page.waitForFunction(() => document.querySelector('.prompt')?.textContent.includes('Italy'));
  await picture(page, 'page-chat');
  await page.context().close();
});

await test('an image goes along, and a model that cannot see it refuses', async () => {
  const page = await open(url);
  await page.waitForSelector('#message');
  const pixel = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==', 'base64');
  await page.setInputFiles('input[type=file]', { name: 'a.png', mimeType: 'image/png', buffer: pixel });
  await page.waitForSelector('.thumbs img');
  await page.fill('#message', 'What is this?');
  const before = problems.length;
  await page.waitForSelector('.inspector .error');
  await page.press('#message', 'Enter');
  await page.waitForSelector('.message.assistant .error');
  // a browser notes each answer of 400 itself
  problems.splice(before);
  await page.context().close();
});

await test('views are switched by keys', async () => {
  const page = await open(url);
  await page.waitForSelector('#message');
  for (const [digit, view] of [['2', 'routes'], ['3', 'models'], ['4', 'requests'], ['1', 'chat']]) {
    await page.keyboard.press(digit);
    await page.waitForFunction(v => location.hash === `#${v}`, view);
    await page.waitForSelector(`.${view}:not([hidden])`);
  }
  await page.keyboard.press('/');
  await page.waitForFunction(() => document.activeElement.id === 'message');
  await page.keyboard.type('12');
  assert.equal(await page.inputValue('#message'), '12');
  assert.equal(new URL(page.url()).hash, '#chat');
  await page.context().close();
});

await test('the routes are drawn with numbers, and a step has its YAML', async () => {
  const page = await open(`${url}#routes`);
  await page.waitForSelector('.line.used text');
  await page.focus('[aria-label="Route openai-router"]');
  await page.keyboard.press('Enter');
  await page.click('.details .steps button:has-text("openaiModels.find")');
  await page.waitForFunction(() => document.querySelector('.details pre').textContent.includes('method: find'));
  await page.waitForSelector('.node circle.good');
  await picture(page, 'page-routes');
  await page.context().close();
});

await test('the diagram changes when a file is saved, and a mistake is shown', async () => {
  const page = await open(`${url}#routes`);
  await page.waitForSelector('[aria-label="Route openai-router"]');
  const file = path.join(routes, 'openai-alias-llama-8b.camel.yaml');
  const text = await readFile(file, 'utf8');
  await writeFile(file, text.replace('id: openai-alias-llama-8b', 'id: openai-renamed-alias'));
  await page.waitForSelector('[aria-label="Route openai-renamed-alias"]');
  await page.waitForSelector('text=Changed at');
  await writeFile(file, text.replace('uri: direct:llama-8b', 'urrri: direct:llama-8b'));
  await page.waitForSelector('text=An edit was not loaded.');
  await writeFile(file, text);
  await page.waitForSelector('[aria-label="Route openai-alias-llama-8b"]');
  await page.waitForSelector('text=An edit was not loaded.', { state: 'detached' });
  await page.context().close();
});

for (const [name, width, height] of [['a phone', 390, 844], ['a tablet', 820, 1180], ['a desktop', 1440, 900]]) {
  for (const colorScheme of ['light', 'dark']) {
    await test(`everything fits on ${name}, ${colorScheme}`, async () => {
      const page = await open(url, { viewport: { width, height }, colorScheme });
      await page.waitForSelector('#message');
      assert.equal(await page.evaluate(() => document.documentElement.dataset.theme), colorScheme);
      for (const view of ['chat', 'routes', 'models', 'requests']) {
        await page.goto(`${url}#${view}`);
        await page.waitForSelector(`.${view}:not([hidden])`);
        await page.waitForSelector(view === 'routes' ? '.diagram' : `.${view} h2`);
        const over = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
        assert.ok(over <= 0, `${view} is ${over} pixels too wide`);
      }
      if (width < 500 && colorScheme === 'dark') {
        await page.goto(`${url}#chat`);
        await ask(page, 'What is the capital of France?');
        await answered(page);
        await picture(page, 'page-phone');
      }
      if (width > 1000 && colorScheme === 'dark') {
        await page.waitForSelector('.chart canvas');
        await picture(page, 'page-requests');
      }
      await page.context().close();
    });
  }
}

await test('a model without a ready server is shown, and its failure too', async () => {
  const page = await open(`${url}#models`);
  await page.waitForSelector('.models .dot.good');
  await picture(page, 'page-models');
  process.kill(Number(triton), 'SIGKILL');
  await page.waitForSelector('.models .dot.bad');
  const before = problems.length;
  await page.keyboard.press('1');
  await ask(page, 'Are you there?');
  await page.waitForSelector('.message.assistant .error');
  await page.keyboard.press('Escape');
  await page.keyboard.press('4');
  await page.waitForSelector('.requests .badge.bad');
  problems.splice(before);
  await page.context().close();
});

await test('a gateway with keys asks for one, and refuses a wrong one', async () => {
  const before = problems.length;
  const page = await open(keyedUrl);
  await page.waitForSelector('#key');
  await page.fill('#key', 'wrong');
  await page.press('#key', 'Enter');
  await page.waitForSelector('text=does not know this key');
  await page.fill('#key', key);
  await page.press('#key', 'Enter');
  await page.waitForSelector('#message');
  await ask(page, 'What is the capital of France?');
  await answered(page);
  assert.ok(await page.textContent('.reasoning'), 'the model thinks');
  await page.click('[data-tab="code"]');
  assert.ok(!(await page.textContent('.inspector pre')).includes(key), 'code has no key in it');
  await page.click('button[title="Forget the API key"]');
  await page.waitForSelector('#key');
  await page.context().close();
  // a browser reports each 401 itself, at any time after the answer
  problems.push(...problems.splice(before).filter(problem => !problem.includes('401')));
});

await browser.close();
