// OpenAI's own client for JavaScript, on the Responses API: its typed helpers, which refuse an event that they do not expect.
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import OpenAI from "openai";
import { ResponsesToolRunner } from "openai/helpers/responses-tool-runner";
import { zodResponsesFunction, zodTextFormat } from "openai/helpers/zod";
import * as z from "zod";
import { apiKey, baseURL, calls, forecastTool, model, question, scripted, thinker, thought } from "./gateway.mjs";

const client = new OpenAI({ baseURL, apiKey, maxRetries: 0, timeout: 20_000 });
const weather = [{ role: "user", content: "What is the weather?" }];

function flatTool() {
  const { called, run, ...tool } = forecastTool();
  return { called, run, tool: { type: "function", ...tool, strict: false } };
}

/** The events of a stream, and the response that the helper made of them. */
async function streamed(body) {
  const stream = client.responses.stream(body);
  const events = [];
  stream.on("event", (event) => events.push(event));
  const response = await stream.finalResponse();
  return { events, response };
}

test("every event of a stream has its place", async () => {
  const { tool } = flatTool();
  await scripted(thought("Which city?", `I look.\n${calls(["forecast", { city: "Paris" }], ["forecast", { city: "Rome" }])}`));
  const { events, response } = await streamed({ model: thinker, input: weather, tools: [tool] });
  assert.deepEqual(
    events.map(({ sequence_number }) => sequence_number),
    events.map((_, i) => i),
  );
  const types = events.map(({ type }) => type).filter((type, i, all) => type !== all[i - 1]);
  const call = [
    "response.output_item.added",
    "response.function_call_arguments.delta",
    "response.function_call_arguments.done",
    "response.output_item.done",
  ];
  assert.deepEqual(types, [
    "response.created",
    "response.in_progress",
    "response.output_item.added",
    "response.content_part.added",
    "response.reasoning_text.delta",
    "response.reasoning_text.done",
    "response.content_part.done",
    "response.output_item.done",
    "response.output_item.added",
    "response.content_part.added",
    "response.output_text.delta",
    "response.output_text.done",
    "response.content_part.done",
    "response.output_item.done",
    ...call,
    ...call,
    "response.completed",
  ]);
  assert.deepEqual(
    response.output.map(({ type }) => type),
    ["reasoning", "message", "function_call", "function_call"],
  );
  assert.equal(response.output[0].content[0].text.trim(), "Which city?");
  assert.equal(response.output_text.trim(), "I look.");
  assert.deepEqual(
    response.output.slice(2).map((item) => JSON.parse(item.arguments)),
    [{ city: "Paris" }, { city: "Rome" }],
  );
  assert.equal(new Set(response.output.map(({ id }) => id)).size, 4);
  const { usage } = response;
  assert.equal(usage.total_tokens, usage.input_tokens + usage.output_tokens);
  assert.ok(usage.output_tokens_details.reasoning_tokens > 0);
});

test("thoughts come as a summary when one is asked for", async () => {
  await scripted(thought("Easy.", "Paris"));
  const { events, response } = await streamed({ model: thinker, input: question, reasoning: { summary: "auto" } });
  const deltas = events.filter(({ type }) => type === "response.reasoning_summary_text.delta");
  assert.equal(deltas.map(({ delta }) => delta).join("").trim(), "Easy.");
  assert.equal(response.output[0].summary[0].text.trim(), "Easy.");
  assert.equal(response.output_text.trim(), "Paris");
});

describe("an answer of a Zod schema is parsed", () => {
  const format = zodTextFormat(z.object({ city: z.string(), population: z.int() }), "capital");

  test("whole", async () => {
    const response = await client.responses.parse({ model, input: question, text: { format } });
    assert.deepEqual(response.output_parsed, { city: "simulated", population: 42 });
  });

  test("as a stream", async () => {
    const { response } = await streamed({ model, input: question, text: { format } });
    assert.deepEqual(response.output_parsed, { city: "simulated", population: 42 });
  });
});

test("the arguments of a tool of a Zod schema are parsed", async () => {
  const parameters = z.object({ city: z.string(), days: z.number() });
  await scripted(calls(["forecast", { city: "Z\u00fcrich", days: 2 }]));
  const tools = [zodResponsesFunction({ name: "forecast", parameters })];
  const response = await client.responses.parse({ model, input: weather, tools });
  assert.deepEqual(response.output[0].parsed_arguments, { city: "Z\u00fcrich", days: 2 });
});

for (const stream of [false, true]) {
  test(`the tool runner runs tools and returns the last answer, ${stream ? "as a stream" : "whole"}`, async () => {
    const { called, run, tool } = flatTool();
    await scripted(calls(["forecast", { city: "Paris" }], ["forecast", { city: "Oslo" }]), "Take an umbrella.");
    const runner = new ResponsesToolRunner({ functions: [{ tool, execute: run }] });
    const last = await runner.run(client, { model, input: weather }, { stream });
    assert.equal(last.output_text, "Take an umbrella.");
    assert.deepEqual(called, ["Paris", "Oslo"]);
  });
}

test("an answer that was cut is incomplete, and the helper says so", async () => {
  const { response } = await streamed({ model, input: question, max_output_tokens: 2 });
  assert.equal(response.status, "incomplete");
  assert.equal(response.incomplete_details.reason, "max_output_tokens");
  assert.equal(response.usage.output_tokens, 2);
});

test("a custom tool is called with plain text", async () => {
  await scripted(calls(["note", { input: "Buy milk" }]));
  const { response } = await streamed({ model, input: "Note it", tools: [{ type: "custom", name: "note" }] });
  assert.deepEqual([response.output[0].type, response.output[0].input], ["custom_tool_call", "Buy milk"]);
});
