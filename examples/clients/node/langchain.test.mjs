// LangChain.js.
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { ChatAnthropic } from "@langchain/anthropic";
import { HumanMessage } from "@langchain/core/messages";
import { tool } from "@langchain/core/tools";
import { ChatOpenAI, OpenAI } from "@langchain/openai";
import * as z from "zod";
import {
  apiKey,
  baseURL,
  calls,
  cancelled,
  endless,
  forecastTool,
  model,
  question,
  scripted,
  thinker,
  thought,
} from "./gateway.mjs";

const settings = { model, apiKey, maxRetries: 0, timeout: 20_000, configuration: { baseURL } };
const chat = new ChatOpenAI(settings);

test("an answer has text, usage and a finish reason", async () => {
  const answer = await chat.invoke(question);
  assert.ok(answer.text.includes(question));
  assert.equal(answer.response_metadata.finish_reason, "stop");
  assert.ok(answer.usage_metadata.output_tokens > 5);
  assert.equal(
    answer.usage_metadata.total_tokens,
    answer.usage_metadata.input_tokens + answer.usage_metadata.output_tokens,
  );
});

test("an answer that was cut says so", async () => {
  const answer = await new ChatOpenAI({ ...settings, maxTokens: 2 }).invoke(question);
  assert.equal(answer.response_metadata.finish_reason, "length");
});

test("a stream adds up to the whole answer", async () => {
  const whole = await chat.invoke(question);
  let streamed;
  let parts = 0;
  for await (const part of await chat.stream(question)) {
    streamed = streamed === undefined ? part : streamed.concat(part);
    parts += part.text ? 1 : 0;
  }
  assert.ok(parts > 5);
  assert.equal(streamed.text, whole.text);
  assert.equal(streamed.response_metadata.finish_reason, "stop");
  assert.equal(streamed.usage_metadata.total_tokens, whole.usage_metadata.total_tokens);
});

test("a stream without usage is read too", async () => {
  let text = "";
  for await (const part of await new ChatOpenAI({ ...settings, streamUsage: false }).stream(question)) {
    text += part.text;
  }
  assert.ok(text.includes(question));
});

test("several conversations are answered at once", async () => {
  const answers = await chat.batch(["first?", "second?"]);
  assert.ok(answers[0].text.includes("first?"));
  assert.ok(answers[1].text.includes("second?"));
});

test("a plain prompt is completed, whole and as a stream", async () => {
  const prompts = new OpenAI(settings);
  const whole = await prompts.invoke(question);
  assert.ok(whole.includes(question));
  let text = "";
  for await (const part of await prompts.stream(question)) {
    text += part;
  }
  assert.equal(text, whole);
});

test("errors have status, type, code and parameter", async () => {
  await assert.rejects(new ChatOpenAI({ ...settings, temperature: 3 }).invoke("hi"), (e) => {
    assert.deepEqual([e.status, e.type, e.param], [400, "invalid_request_error", "temperature"]);
    return true;
  });
  await assert.rejects(new ChatOpenAI({ ...settings, model: "gpt-4o" }).invoke("hi"), (e) => {
    assert.deepEqual([e.status, e.code, e.lc_error_code], [404, "model_not_found", "MODEL_NOT_FOUND"]);
    return true;
  });
  await assert.rejects(chat.invoke("@@fail=at-once"), (e) => {
    assert.deepEqual([e.status, e.type, e.code], [502, "server_error", "triton_error"]);
    return true;
  });
  await assert.rejects(chat.stream("@@fail=at-once"), (e) => e.status === 502);
});

for (const stream of [false, true]) {
  test(`a bound tool is called, and its result goes back, ${stream ? "as a stream" : "whole"}`, async () => {
    const { called, run, name, description, parameters } = forecastTool();
    const forecast = tool(run, { name, description, schema: parameters });
    const bound = chat.bindTools([forecast]);
    const answerTo = async (messages) => {
      if (!stream) {
        return bound.invoke(messages);
      }
      let streamed;
      for await (const part of await bound.stream(messages)) {
        streamed = streamed === undefined ? part : streamed.concat(part);
      }
      return streamed;
    };

    await scripted(calls(["forecast", { city: "Paris" }], ["forecast", { city: "Oslo" }]), "Take an umbrella.");
    const messages = [new HumanMessage("What is the weather?")];
    const answer = await answerTo(messages);
    assert.deepEqual(
      answer.tool_calls.map(({ name, args }) => [name, args]),
      [
        ["forecast", { city: "Paris" }],
        ["forecast", { city: "Oslo" }],
      ],
    );
    assert.equal(answer.text, "");
    assert.equal(answer.response_metadata.finish_reason, "tool_calls");
    messages.push(answer);
    for (const call of answer.tool_calls) {
      messages.push(await forecast.invoke(call));
    }
    assert.deepEqual(called, ["Paris", "Oslo"]);
    assert.equal((await answerTo(messages)).text, "Take an umbrella.");
  });
}

test("a failure within a stream is raised", async () => {
  await assert.rejects(
    async () => {
      for await (const part of await chat.stream("@@tokens=5 @@fail=midstream")) {
        assert.equal(typeof part.text, "string");
      }
    },
    /Triton/,
  );
});

test("a stream that is aborted is cancelled on Triton", async () => {
  const before = await cancelled();
  const abort = new AbortController();
  await assert.rejects(async () => {
    for await (const part of await chat.stream(endless, { signal: abort.signal })) {
      if (part.text) {
        abort.abort();
      }
    }
  }, /abort/i);
  assert.equal(await cancelled(), before + 1);
});

const others = {
  "the Responses API": {
    make: (fields) => new ChatOpenAI({ ...settings, useResponsesApi: true, ...fields }),
    // it sends the option of this name for models of OpenAI only
    thinking: { modelKwargs: { reasoning: { summary: "auto" } } },
  },
  "Anthropic's API": {
    make: (fields) =>
      new ChatAnthropic({ model, apiKey, maxRetries: 0, anthropicApiUrl: baseURL.replace(/\/v1$/, ""), ...fields }),
    thinking: { thinking: { type: "enabled", budget_tokens: 1024 }, maxTokens: 4096 },
  },
};

for (const [name, { make, thinking }] of Object.entries(others)) {
  describe(name, () => {
    const ask = async (chat, messages, stream) => {
      if (!stream) {
        return chat.invoke(messages);
      }
      let streamed;
      for await (const part of await chat.stream(messages)) {
        streamed = streamed === undefined ? part : streamed.concat(part);
      }
      return streamed;
    };

    for (const stream of [false, true]) {
      const how = stream ? "as a stream" : "whole";

      test(`an answer has text and usage, ${how}`, async () => {
        const answer = await ask(make(), question, stream);
        assert.ok(answer.text.includes(question));
        const { input_tokens, output_tokens, total_tokens } = answer.usage_metadata;
        assert.ok(input_tokens > 0 && output_tokens > 5);
        assert.equal(total_tokens, input_tokens + output_tokens);
      });

      test(`the model thinks, calls a bound tool, and its result goes back, ${how}`, async () => {
        const { called, run, name, description, parameters } = forecastTool();
        const forecast = tool(run, { name, description, schema: parameters });
        const bound = make({ model: thinker, ...thinking }).bindTools([forecast]);
        await scripted(
          thought("Which city?", `I look.\n${calls(["forecast", { city: "Paris" }], ["forecast", { city: "Oslo" }])}`),
          "Take an umbrella.",
        );
        const messages = [new HumanMessage("What is the weather?")];
        const answer = await ask(bound, messages, stream);
        assert.deepEqual(
          answer.tool_calls.map(({ args }) => args),
          [{ city: "Paris" }, { city: "Oslo" }],
        );
        assert.equal(answer.text.trim(), "I look.");
        const thoughts = answer.contentBlocks.filter(({ type }) => type === "reasoning");
        assert.equal(thoughts.map(({ reasoning }) => reasoning).join("").trim(), "Which city?");
        messages.push(answer);
        for (const call of answer.tool_calls) {
          messages.push(await forecast.invoke(call));
        }
        assert.deepEqual(called, ["Paris", "Oslo"]);
        assert.equal((await ask(bound, messages, stream)).text, "Take an umbrella.");
      });
    }

    test("an answer has the structure of a Zod schema", async () => {
      const capital = z.object({ city: z.string(), population: z.int() });
      const structured = make().withStructuredOutput(capital, { method: "jsonSchema" });
      assert.deepEqual(await structured.invoke(question), { city: "simulated", population: 42 });
    });

    test("errors have their status", async () => {
      await assert.rejects(make({ temperature: 3 }).invoke("hi"), (e) => e.status === 400);
      await assert.rejects(make({ model: "gpt-4o" }).invoke("hi"), (e) => e.status === 404);
    });

    test("a failure within a stream is raised", async () => {
      await assert.rejects(ask(make(), "@@tokens=5 @@fail=midstream", true), /Triton/);
    });
  });
}
