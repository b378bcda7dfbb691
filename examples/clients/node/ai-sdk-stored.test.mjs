// Vercel's AI SDK on the Responses API: without store: false it names earlier items by their ids, and sends previousResponseId if told to.
import assert from "node:assert/strict";
import { test } from "node:test";
import { createOpenAI } from "@ai-sdk/openai";
import { generateText, isStepCount, jsonSchema, tool } from "ai";
import { apiKey, baseURL, calls, forecastTool, model, scripted, thinker, thought } from "./gateway.mjs";

const settings = () => ({ maxRetries: 0, abortSignal: AbortSignal.timeout(20_000) });

/** A model, and the bodies of what was asked of it. */
function recorded(name) {
  const bodies = [];
  const openai = createOpenAI({
    baseURL,
    apiKey,
    fetch: (url, init) => {
      bodies.push(JSON.parse(init.body));
      return fetch(url, init);
    },
  });
  return { bodies, asked: openai.responses(name) };
}

test("a loop of tools goes on with references to what was thought", async () => {
  const { called, name, description, parameters, run } = forecastTool();
  const { bodies, asked } = recorded(thinker);
  await scripted(thought("Which city?", calls(["forecast", { city: "Paris" }])), thought("So.", "Take an umbrella."));
  const answer = await generateText({
    model: asked,
    prompt: "What is the weather?",
    tools: { [name]: tool({ description, inputSchema: jsonSchema(parameters), execute: run }) },
    stopWhen: isStepCount(3),
    providerOptions: { openai: { reasoningSummary: "auto", forceReasoning: true } },
    ...settings(),
  });
  assert.ok(answer.text.includes("Take an umbrella."));
  assert.deepEqual(called, ["Paris"]);
  assert.ok(bodies[1].input.some((item) => item.type === "item_reference"), JSON.stringify(bodies[1].input));
});

test("a conversation is continued by the id of a response", async () => {
  const { bodies, asked } = recorded(model);
  await scripted("Paris.", "Rome.");
  const first = await generateText({ model: asked, prompt: "Capital of France?", ...settings() });
  const next = await generateText({
    model: asked,
    prompt: "And of Italy?",
    providerOptions: { openai: { previousResponseId: first.providerMetadata.openai.responseId } },
    ...settings(),
  });
  assert.equal(next.text, "Rome.");
  assert.ok(bodies[1].previous_response_id.startsWith("resp_"));
});
