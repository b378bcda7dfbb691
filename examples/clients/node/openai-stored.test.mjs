// OpenAI's own client for JavaScript, on stored responses.
import assert from "node:assert/strict";
import { test } from "node:test";
import OpenAI, { BadRequestError, NotFoundError } from "openai";
import { apiKey, baseURL, calls, forecastTool, model, scripted } from "./gateway.mjs";

const client = new OpenAI({ baseURL, apiKey, maxRetries: 0, timeout: 20_000 });
const responses = client.responses;

test("a conversation is continued by the id of its last response", async () => {
  await scripted("Paris.", "Rome.", "Rome.");
  const first = await responses.create({ model, input: "Capital of France?", instructions: "Be brief." });
  assert.equal(first.store, true);
  const next = { model, input: "And of Italy?", previous_response_id: first.id };
  const whole = await responses.create(next);
  assert.equal(whole.previous_response_id, first.id);
  const streamed = await responses.stream(next).finalResponse();
  assert.deepEqual(streamed.usage, whole.usage);
  // the items by themselves make the same prompt
  await scripted("Rome.");
  const input = [{ role: "user", content: "Capital of France?" }, ...first.output, { role: "user", content: "And of Italy?" }];
  const byItems = await responses.create({ model, input, store: false });
  assert.equal(byItems.usage.input_tokens, whole.usage.input_tokens);
  await assert.rejects(responses.retrieve(byItems.id), NotFoundError);
});

test("a tool's result continues a response", async () => {
  const { called, run, ...tool } = forecastTool();
  const tools = [{ type: "function", ...tool, strict: false }];
  await scripted(calls(["forecast", { city: "Paris" }]), "Take an umbrella.");
  const first = await responses.create({ model, input: "What is the weather?", tools });
  const [call] = first.output;
  const output = run(JSON.parse(call.arguments));
  const input = [{ type: "function_call_output", call_id: call.call_id, output }];
  const next = await responses.create({ model, input, tools, previous_response_id: first.id });
  assert.equal(next.output_text, "Take an umbrella.");
  assert.deepEqual(called, ["Paris"]);
});

test("a response is read, listed by its items, and deleted", async () => {
  await scripted("Paris.", "Rome.");
  const first = await responses.create({ model, input: "Capital of France?" });
  const next = await responses.create({ model, input: "And of Italy?", previous_response_id: first.id });
  const read = await responses.retrieve(next.id, { include: ["message.output_text.logprobs"] });
  assert.deepEqual(read, next);
  const texts = [];
  for await (const item of responses.inputItems.list(next.id, { order: "asc", limit: 2 })) {
    texts.push(item.content[0].text);
  }
  assert.deepEqual(texts, ["Capital of France?", "Paris.", "And of Italy?"]);
  await assert.rejects(responses.cancel(next.id), BadRequestError);
  await responses.delete(first.id);
  await assert.rejects(responses.retrieve(first.id), NotFoundError);
  await assert.rejects(responses.create({ model, input: "Why?", previous_response_id: next.id }), (e) => {
    assert.ok(e instanceof BadRequestError);
    assert.deepEqual([e.param, e.code], ["previous_response_id", "previous_response_not_found"]);
    return true;
  });
});
