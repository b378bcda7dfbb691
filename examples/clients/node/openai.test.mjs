// OpenAI's own client for JavaScript.
import assert from "node:assert/strict";
import { test } from "node:test";
import OpenAI, { APIError, BadRequestError, InternalServerError, NotFoundError } from "openai";
import { zodFunction } from "openai/helpers/zod";
import * as z from "zod";
import { apiKey, baseURL, calls, cancelled, endless, forecastTool, model, models, question, scripted } from "./gateway.mjs";

const client = new OpenAI({ baseURL, apiKey, maxRetries: 0, timeout: 20_000 });

const chat = (content, fields = {}) =>
  client.chat.completions.create({ model, messages: [{ role: "user", content }], ...fields });

test("an answer has text, usage and a finish reason", async () => {
  const { data, response } = await chat(question).withResponse();
  assert.match(response.headers.get("content-type"), /^application\/json/);
  assert.equal(data.object, "chat.completion");
  assert.equal(data.model, "Meta-Llama-3.1-8B-Instruct");
  const [choice] = data.choices;
  assert.ok(choice.message.content.includes(question));
  assert.equal(choice.message.role, "assistant");
  assert.equal(choice.finish_reason, "stop");
  assert.ok(data.usage.completion_tokens > 5);
  assert.equal(data.usage.total_tokens, data.usage.prompt_tokens + data.usage.completion_tokens);
});

test("an answer that was cut says so", async () => {
  const answer = await chat(question, { max_completion_tokens: 2 });
  assert.equal(answer.choices[0].finish_reason, "length");
  assert.equal(answer.usage.completion_tokens, 2);
});

test("a stream adds up to the whole answer", async () => {
  const whole = await chat(question);
  const stream = await chat(question, { stream: true, stream_options: { include_usage: true } });
  const chunks = [];
  for await (const chunk of stream) {
    chunks.push(chunk);
  }
  const text = chunks.map((chunk) => chunk.choices[0]?.delta.content ?? "").join("");
  assert.equal(text, whole.choices[0].message.content);
  assert.equal(new Set(chunks.map((chunk) => chunk.id)).size, 1);
  const reasons = chunks.map((chunk) => chunk.choices[0]?.finish_reason).filter(Boolean);
  assert.deepEqual(reasons, ["stop"]);
  assert.deepEqual(chunks.at(-1).usage, whole.usage);
  assert.deepEqual(chunks.at(-1).choices, []);
});

test("the stream helper builds the same completion", async () => {
  const whole = await chat(question);
  const runner = client.chat.completions.stream({ model, messages: [{ role: "user", content: question }] });
  const built = await runner.finalChatCompletion();
  assert.equal(built.choices[0].message.content, whole.choices[0].message.content);
  assert.equal(built.choices[0].finish_reason, "stop");
});

test("a plain prompt is completed, whole and as a stream", async () => {
  const whole = await client.completions.create({ model, prompt: question });
  assert.equal(whole.object, "text_completion");
  assert.ok(whole.choices[0].text.includes(question));
  assert.equal(whole.choices[0].finish_reason, "stop");
  assert.ok(whole.usage.completion_tokens > 5);
  let text = "";
  for await (const chunk of await client.completions.create({ model, prompt: question, stream: true })) {
    text += chunk.choices[0].text;
  }
  assert.equal(text, whole.choices[0].text);
});

test("a list of prompts is completed in its order", async () => {
  const { choices } = await client.completions.create({ model, prompt: ["first?", "second?"] });
  assert.deepEqual(choices.map((choice) => choice.index), [0, 1]);
  assert.ok(choices[0].text.includes("first?"));
  assert.ok(choices[1].text.includes("second?"));
});

test("the models are listed", async () => {
  const ids = [];
  for await (const { id } of client.models.list()) {
    ids.push(id);
  }
  assert.deepEqual(ids, models);
  assert.equal((await client.models.retrieve(models[0])).owned_by, "triton");
  await assert.rejects(client.models.retrieve("nope"), NotFoundError);
});

test("errors have status, type, code and parameter", async () => {
  await assert.rejects(chat("hi", { temperature: 3 }), (e) => {
    assert.ok(e instanceof BadRequestError);
    assert.deepEqual([e.status, e.type, e.param], [400, "invalid_request_error", "temperature"]);
    return true;
  });
  await assert.rejects(chat("hi", { model: "gpt-4o" }), (e) => {
    assert.ok(e instanceof NotFoundError);
    assert.deepEqual([e.status, e.type, e.code], [404, "invalid_request_error", "model_not_found"]);
    return true;
  });
  await assert.rejects(chat("@@fail=at-once"), (e) => {
    assert.ok(e instanceof InternalServerError);
    assert.deepEqual([e.status, e.type, e.code], [502, "server_error", "triton_error"]);
    return true;
  });
  await assert.rejects(chat("@@fail=at-once", { stream: true }), InternalServerError);
});

test("what is not served is not found", async () => {
  await assert.rejects(client.images.generate({ model, prompt: "hi" }), (e) => {
    assert.deepEqual([e.status, e.code], [404, "unknown_url"]);
    return true;
  });
});

for (const stream of [false, true]) {
  const how = stream ? "as a stream" : "whole";

  test(`runTools runs what the model calls and returns its last answer, ${how}`, async () => {
    const { called, run, ...forecast } = forecastTool();
    await scripted(calls(["forecast", { city: "Paris" }], ["forecast", { city: "Oslo" }]), "Take an umbrella.");
    const runner = client.chat.completions.runTools({
      model,
      messages: [{ role: "user", content: "What is the weather?" }],
      tools: [{ type: "function", function: { ...forecast, function: run, parse: JSON.parse } }],
      stream,
    });
    assert.equal(await runner.finalContent(), "Take an umbrella.");
    assert.deepEqual(called, ["Paris", "Oslo"]);
    assert.deepEqual(
      runner.messages.map(({ role }) => role),
      ["user", "assistant", "tool", "tool", "assistant"],
    );
    assert.equal(new Set(runner.messages[1].tool_calls.map(({ id }) => id)).size, 2);
    const finished = runner.allChatCompletions().map(({ choices }) => choices[0].finish_reason);
    assert.deepEqual(finished, ["tool_calls", "stop"]);
  });

  test(`a tool of a Zod schema is parsed, ${how}`, async () => {
    const tool = zodFunction({ name: "forecast", parameters: z.object({ city: z.string(), days: z.number() }) });
    await scripted(calls(["forecast", { city: "Z\u00fcrich", days: 2 }]));
    const request = { model, messages: [{ role: "user", content: "What is the weather?" }], tools: [tool] };
    const answer = stream
      ? await client.chat.completions.stream(request).finalChatCompletion()
      : await client.chat.completions.parse(request);
    const [call] = answer.choices[0].message.tool_calls;
    assert.deepEqual(call.function.parsed_arguments, { city: "Z\u00fcrich", days: 2 });
    assert.ok(!answer.choices[0].message.content);
    assert.equal(answer.choices[0].finish_reason, "tool_calls");
  });
}

test("the pieces of a call have its index, and its name comes once", async () => {
  const { name, description, parameters } = forecastTool();
  const tools = [{ type: "function", function: { name, description, parameters } }];
  await scripted(calls(["forecast", { city: "New York" }], ["forecast", { city: "Oslo" }]));
  const pieces = [];
  for await (const { choices } of await chat("What is the weather?", { stream: true, tools })) {
    pieces.push(...(choices[0]?.delta.tool_calls ?? []));
  }
  assert.deepEqual([...new Set(pieces.map(({ index }) => index))], [0, 1]);
  for (const key of ["id", "type"]) {
    assert.equal(pieces.filter((piece) => key in piece).length, 2);
  }
  assert.deepEqual(pieces.flatMap((piece) => piece.function?.name ?? []), ["forecast", "forecast"]);
  const written = pieces.filter(({ index }) => index === 0).map((piece) => piece.function.arguments);
  assert.deepEqual(JSON.parse(written.join("")), { city: "New York" });
});

test("a failure within a stream is raised", async () => {
  const stream = await chat("@@tokens=5 @@fail=midstream", { stream: true });
  await assert.rejects(
    async () => {
      for await (const chunk of stream) {
        assert.ok(chunk.choices);
      }
    },
    (e) => e instanceof APIError && e.message.includes("Triton"),
  );
});

test("a stream that is aborted is cancelled on Triton", async () => {
  const before = await cancelled();
  const stream = await chat(endless, { stream: true });
  for await (const chunk of stream) {
    if (chunk.choices[0].delta.content) {
      stream.controller.abort();
    }
  }
  assert.equal(await cancelled(), before + 1);
});

test("a loop over a stream that is left early cancels it on Triton", async () => {
  const before = await cancelled();
  for await (const chunk of await chat(endless, { stream: true })) {
    if (chunk.choices[0].delta.content) {
      break;
    }
  }
  assert.equal(await cancelled(), before + 1);
});

const respond = (input, fields = {}) => client.responses.create({ model, input, ...fields });

test("a response has text and usage", async () => {
  const response = await respond(question);
  assert.ok(response.output_text.includes(question));
  assert.equal(response.status, "completed");
  assert.ok(response.usage.total_tokens > 5);
});

test("the stream helper builds the same response", async () => {
  const whole = await respond(question);
  const stream = client.responses.stream({ model, input: question });
  let text = "";
  stream.on("response.output_text.delta", (event) => (text += event.delta));
  const built = await stream.finalResponse();
  assert.equal(built.output_text, whole.output_text);
  assert.equal(text, whole.output_text);
  assert.deepEqual(built.usage, whole.usage);
});

test("a response calls a tool, and goes on with its result", async () => {
  const { name, description, parameters, called, run } = forecastTool();
  const tools = [{ type: "function", name, description, parameters, strict: false }, { type: "web_search" }];
  const input = [{ role: "user", content: "What is the weather?" }];
  await scripted(calls(["forecast", { city: "Paris" }], ["forecast", { city: "Rome" }]), "Take an umbrella.");
  const first = await client.responses.stream({ model, input, tools }).finalResponse();
  for (const item of first.output) {
    assert.equal(item.type, "function_call");
    const output = run(JSON.parse(item.arguments));
    input.push(item, { type: "function_call_output", call_id: item.call_id, output });
  }
  assert.deepEqual(called, ["Paris", "Rome"]);
  assert.equal((await respond(input, { tools })).output_text, "Take an umbrella.");
});

test("a response that was cut is incomplete", async () => {
  const response = await respond(question, { max_output_tokens: 2 });
  assert.equal(response.status, "incomplete");
  assert.equal(response.incomplete_details.reason, "max_output_tokens");
});

test("a response is not continued by its id", async () => {
  await assert.rejects(respond("And then?", { previous_response_id: "resp_1" }), (e) => {
    assert.ok(e instanceof BadRequestError);
    assert.deepEqual([e.param, e.code], ["previous_response_id", "previous_response_not_found"]);
    return true;
  });
});

test("a failure in the stream of a response is raised", async () => {
  const stream = await respond("@@tokens=5 @@fail=midstream", { stream: true });
  await assert.rejects(async () => {
    for await (const event of stream) {
      assert.ok(event.type);
    }
  }, APIError);
});

test("a client that leaves the stream of a response ends the call", async () => {
  const before = await cancelled();
  for await (const event of await respond(endless, { stream: true })) {
    if (event.type === "response.output_text.delta") {
      break;
    }
  }
  assert.equal(await cancelled(), before + 1);
});
