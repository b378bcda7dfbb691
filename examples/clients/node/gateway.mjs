// Where the gateway is, and what reached Triton behind it; the build starts both.
import assert from "node:assert/strict";

export const baseURL = required("GATEWAY_URL");
export const apiKey = "none";
export const model = "llama-3-8b";
// a model that thinks, and whose tokens the gateway counts
export const thinker = "llama-3-3b";
export const question = "What is the capital of France?";
export const models = ["Llama-3.2-3B-Instruct", "Meta-Llama-3.1-70B-Instruct", "Meta-Llama-3.1-8B-Instruct"];

// a stream that lasts for minutes unless it is cancelled
export const endless = "@@tokens=1000 @@delay=500";

/** Waits until Triton works on nothing, and says how many streams were cancelled so far. */
export async function cancelled() {
  const response = await fetch(required("TRITON_WATCH_URL"));
  const text = await response.text();
  assert.equal(response.status, 200, text);
  return Number(text);
}

/** Has the model answer its next requests with these texts, one each. */
export async function scripted(...texts) {
  for (const text of texts) {
    const response = await fetch(required("TRITON_WATCH_URL"), { method: "POST", body: text });
    assert.equal(response.status, 200, await response.text());
  }
}

/** What the model writes to call tools, each a pair of name and arguments. */
export const calls = (...pairs) =>
  pairs.map(([name, args]) => `<tool_call>\n${JSON.stringify({ name, arguments: args })}\n</tool_call>`).join("\n");

/** What the model writes to think before it answers. */
export const thought = (thoughts, answer) => `<think>\n${thoughts}\n</think>\n\n${answer}`;

/** A tool, and what it was called with. */
export function forecastTool() {
  const called = [];
  return {
    name: "forecast",
    description: "Tomorrow's weather in a city",
    parameters: {
      type: "object",
      properties: { city: { type: "string" } },
      required: ["city"],
      additionalProperties: false,
    },
    called,
    run: ({ city }) => {
      called.push(city);
      return `rain in ${city}`;
    },
  };
}

function required(name) {
  const value = process.env[name];
  assert.ok(value, `${name} is not set: these tests are run by Maven`);
  return value;
}
