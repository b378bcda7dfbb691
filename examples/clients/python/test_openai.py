"""OpenAI's own client for Python."""

import json
from concurrent.futures import ThreadPoolExecutor

import openai
import pytest
from conftest import ENDLESS, MODEL, MODEL_70B, QUESTION, THINKER, echo, eventually, user
from pydantic import BaseModel


class Capital(BaseModel):
    city: str
    population: int


TOOL = openai.pydantic_function_tool(Capital, name="note_capital")

FORECAST = {
    "type": "function",
    "function": {
        "name": "forecast",
        "description": "Tomorrow's weather in a city",
        "parameters": {"type": "object", "properties": {"city": {"type": "string"}}, "required": ["city"]},
    },
}


def ask(client, content=QUESTION, **fields):
    return client.chat.completions.create(**{"model": MODEL, "messages": user(content), **fields})


def refused(error_class, call):
    """The error that the client raises for a call."""
    with pytest.raises(error_class) as raised:
        call()
    assert type(raised.value) is error_class
    return raised.value


def test_an_answer_has_text_usage_and_a_finish_reason(client):
    answer = ask(client)
    assert answer.id.startswith("chatcmpl-")
    assert (answer.object, answer.model) == ("chat.completion", MODEL)
    [choice] = answer.choices
    assert (choice.index, choice.finish_reason) == (0, "stop")
    assert (choice.message.role, choice.message.content) == ("assistant", echo())
    assert (choice.message.refusal, choice.message.tool_calls, choice.logprobs) == (None, None, None)
    assert answer.usage.completion_tokens == 18
    assert answer.usage.prompt_tokens > 5
    assert answer.usage.total_tokens == answer.usage.prompt_tokens + 18


def test_a_conversation_is_answered_at_its_last_question(client):
    turns = [
        {"role": "developer", "content": "Be brief."},
        *user("first?"),
        {"role": "assistant", "content": "Yes."},
        *user([{"type": "text", "text": "second?"}]),
    ]
    answer = ask(client, messages=turns, temperature=0, max_tokens=50)
    assert answer.choices[0].message.content == echo("second?", "0", 50)


def test_an_answer_that_was_cut_says_so(client):
    answer = ask(client, max_completion_tokens=2)
    assert (answer.choices[0].message.content, answer.choices[0].finish_reason) == (f"{MODEL} (simulated)", "length")
    assert answer.usage.completion_tokens == 2


def test_several_choices_are_told_apart(client):
    choices = ask(client, n=2).choices
    assert [choice.index for choice in choices] == [0, 1]
    assert [choice.message.content[len(MODEL) :][:4] for choice in choices] == [" (si", "[2] "]


def test_log_probabilities_are_read(client):
    answer = ask(client, logprobs=True, top_logprobs=2, max_tokens=3)
    tokens = answer.choices[0].logprobs.content
    assert "".join(token.token for token in tokens) == answer.choices[0].message.content
    assert all(token.logprob <= 0 and len(token.top_logprobs) == 2 for token in tokens)


def test_a_stream_adds_up_to_the_whole_answer(client):
    chunks = list(ask(client, stream=True, stream_options={"include_usage": True}))
    assert len({chunk.id for chunk in chunks}) == 1
    assert {chunk.object for chunk in chunks} == {"chat.completion.chunk"}
    *told, usage = chunks
    assert [len(chunk.choices) for chunk in told] == [1] * len(told)
    assert [chunk.choices[0].delta.role for chunk in told] == ["assistant"] + [None] * (len(told) - 1)
    assert "".join(chunk.choices[0].delta.content or "" for chunk in told) == echo()
    assert [chunk.choices[0].finish_reason for chunk in told] == [None] * (len(told) - 1) + ["stop"]
    assert len(told) > 10
    assert (usage.choices, usage.usage) == ([], ask(client).usage)
    assert [chunk.usage for chunk in told] == [None] * len(told)


def test_the_stream_helper_builds_the_same_completion(client):
    options = {"include_usage": True}
    with client.chat.completions.stream(model=MODEL, messages=user(QUESTION), stream_options=options) as stream:
        events = list(stream)
        built = stream.get_final_completion()
    assert "".join(event.delta for event in events if event.type == "content.delta") == echo()
    assert [event.content for event in events if event.type == "content.done"] == [echo()]
    whole = ask(client)
    assert built.choices[0].message.content == echo()
    assert (built.choices[0].finish_reason, built.usage, built.model) == ("stop", whole.usage, whole.model)


def test_the_stream_helper_raises_when_the_answer_is_cut(client):
    stream = client.chat.completions.stream(
        model=MODEL, messages=user(QUESTION), response_format=Capital, max_tokens=1
    )
    with stream as events:
        with pytest.raises(openai.LengthFinishReasonError):
            list(events)


def test_an_answer_is_parsed_by_a_pydantic_schema(client):
    answer = client.chat.completions.parse(model=MODEL, messages=user(QUESTION), response_format=Capital)
    assert answer.choices[0].message.parsed == Capital(city="simulated", population=42)
    assert answer.choices[0].finish_reason == "stop"


def test_a_stream_is_parsed_by_a_pydantic_schema(client):
    stream = client.chat.completions.stream(model=MODEL, messages=user(QUESTION), response_format=Capital)
    with stream as events:
        [done] = [event for event in events if event.type == "content.done"]
    assert done.parsed == Capital(city="simulated", population=42)
    assert events.get_final_completion().choices[0].message.parsed == done.parsed


def test_an_answer_that_was_cut_is_not_parsed(client):
    with pytest.raises(openai.LengthFinishReasonError):
        client.chat.completions.parse(
            model=MODEL, messages=user(QUESTION), response_format=Capital, max_tokens=1
        )


def test_json_mode_gives_an_object(client):
    answer = ask(client, response_format={"type": "json_object"})
    assert answer.choices[0].message.content == '{"answer": 42}'


def test_tools_are_told_to_the_model(client):
    body = {"model": MODEL, "messages": user(QUESTION), "tools": [FORECAST]}
    rendered = client.post("/chat/completions/render", body=body, cast_to=dict)
    assert '"name": "forecast"' in rendered["prompt"]
    answer = ask(client, "Hello", tools=[FORECAST])
    assert answer.choices[0].message.tool_calls is None
    assert answer.choices[0].finish_reason == "stop"


@pytest.mark.parametrize("stream", [False, True])
def test_a_tool_is_called_and_the_answer_tells_its_result(client, stream):
    def completion(messages):
        fields = {"model": MODEL, "messages": messages, "tools": [FORECAST]}
        if not stream:
            return client.chat.completions.create(**fields)
        with client.chat.completions.stream(**fields) as events:
            return events.get_final_completion()

    turns = user("What is the forecast for Paris?")
    [choice] = completion(turns).choices
    assert choice.finish_reason == "tool_calls"
    assert not choice.message.content
    [call] = choice.message.tool_calls
    assert (call.type, call.function.name) == ("function", "forecast")
    assert json.loads(call.function.arguments) == {"city": "Paris"}
    turns += [
        {"role": "assistant", "content": None, "tool_calls": [call.model_dump(exclude={"index"}, exclude_none=True)]},
        {"role": "tool", "tool_call_id": call.id, "content": "light rain"},
    ]
    [choice] = completion(turns).choices
    assert choice.finish_reason == "stop"
    assert 'was told: "light rain"' in choice.message.content


def test_the_stream_helper_tells_the_arguments_as_they_come(client):
    events = []
    question = user("What is the forecast for Paris?")
    with client.chat.completions.stream(model=MODEL, messages=question, tools=[FORECAST]) as stream:
        events.extend(stream)
    pieces = [event for event in events if event.type == "tool_calls.function.arguments.delta"]
    [done] = [event for event in events if event.type == "tool_calls.function.arguments.done"]
    assert "".join(piece.arguments_delta for piece in pieces) == done.arguments
    assert (done.name, done.index, json.loads(done.arguments)) == ("forecast", 0, {"city": "Paris"})


def test_the_chunks_of_a_call_have_what_clients_put_together(client):
    chunks = list(ask(client, "What is the forecast for Paris?", stream=True, tools=[FORECAST]))
    calls = [call for chunk in chunks for call in chunk.choices[0].delta.tool_calls or []]
    first, *more = calls
    assert first.id.startswith("call_") and len(first.id) == 29
    assert (first.index, first.type, first.function.name, first.function.arguments) == (0, "function", "forecast", "")
    assert {(call.index, call.id, call.type, call.function.name) for call in more} == {(0, None, None, None)}
    assert [c.choices[0].finish_reason for c in chunks if c.choices[0].finish_reason] == ["tool_calls"]


def test_calls_are_parsed_by_a_pydantic_schema(client):
    fields = {"model": MODEL, "messages": user("Note the capital Paris"), "tools": [TOOL]}
    [call] = client.chat.completions.parse(**fields).choices[0].message.tool_calls
    assert call.function.name == "note_capital"
    assert isinstance(call.function.parsed_arguments, Capital)
    assert call.function.parsed_arguments.city == "Paris"
    with client.chat.completions.stream(**fields) as events:
        [streamed] = events.get_final_completion().choices[0].message.tool_calls
    assert streamed.function.parsed_arguments == call.function.parsed_arguments


def test_calls_and_results_of_earlier_turns_are_told_to_the_model(client):
    function = {"name": "note_capital", "arguments": '{"city": "Paris", "population": 2}'}
    turns = [
        *user("first?"),
        {"role": "assistant", "content": None, "tool_calls": [{"id": "1", "type": "function", "function": function}]},
        {"role": "tool", "tool_call_id": "1", "content": "noted"},
        *user("second?"),
    ]
    assert ask(client, messages=turns, tools=[TOOL]).choices[0].message.content == echo("second?")


def test_a_tool_that_must_be_called_is_called(client):
    [choice] = ask(client, "Hello", tools=[FORECAST], tool_choice="required").choices
    assert choice.finish_reason == "tool_calls"
    assert [call.function.name for call in choice.message.tool_calls] == ["forecast"]
    assert "city" in json.loads(choice.message.tool_calls[0].function.arguments)


def test_a_tool_that_is_named_is_called_and_the_finish_reason_is_stop(client):
    named = {"type": "function", "function": {"name": "forecast"}}
    [choice] = ask(client, "Hello", tools=[FORECAST], tool_choice=named).choices
    assert choice.finish_reason == "stop"
    assert [call.function.name for call in choice.message.tool_calls] == ["forecast"]
    assert choice.message.content is None


def test_a_tool_that_may_not_be_called_is_not(client):
    [choice] = ask(client, "What is the forecast for Paris?", tools=[FORECAST], tool_choice="none").choices
    assert (choice.message.tool_calls, choice.message.content) == (None, echo("What is the forecast for Paris?"))


@pytest.mark.parametrize("choice", ["must", {"type": "function", "function": {"name": "nope"}}])
def test_a_wrong_tool_choice_is_refused(client, choice):
    error = refused(openai.BadRequestError, lambda: ask(client, tools=[FORECAST], tool_choice=choice))
    assert (error.type, error.param) == ("invalid_request_error", "tool_choice")


def test_headers_are_there_with_the_raw_response(client):
    raw = client.chat.completions.with_raw_response.create(
        model=MODEL, messages=user(QUESTION), extra_headers={"x-request-id": "asked-by-a-test"}
    )
    assert (raw.status_code, raw.retries_taken) == (200, 0)
    assert raw.headers["content-type"].startswith("application/json")
    assert raw.headers["x-request-id"] == "asked-by-a-test"
    answer = raw.parse()
    assert (answer.choices[0].message.content, answer._request_id) == (echo(), "asked-by-a-test")


def test_request_ids_are_made_and_differ(client):
    ids = {ask(client)._request_id for _ in range(3)}
    assert len(ids) == 3 and None not in ids


def test_a_raw_stream_has_headers_and_chunks(client):
    raw = client.chat.completions.with_raw_response.create(model=MODEL, messages=user(QUESTION), stream=True)
    assert raw.headers["content-type"].startswith("text/event-stream")
    assert raw.headers["x-request-id"]
    assert "".join(chunk.choices[0].delta.content or "" for chunk in raw.parse()) == echo()


def test_a_streaming_response_is_read_by_lines(client):
    streaming = client.chat.completions.with_streaming_response
    with streaming.create(model=MODEL, messages=user(QUESTION), stream=True) as response:
        assert response.headers["x-request-id"]
        lines = [line for line in response.iter_lines() if line]
    assert all(line.startswith("data: ") for line in lines)
    assert lines[-1] == "data: [DONE]"
    with streaming.create(model=MODEL, messages=user(QUESTION)) as response:
        assert response.parse().choices[0].message.content == echo()


def test_a_plain_prompt_is_completed_whole_and_as_a_stream(client):
    whole = client.completions.create(model=MODEL, prompt=QUESTION)
    assert (whole.object, whole.choices[0].finish_reason) == ("text_completion", "stop")
    assert (whole.choices[0].text, whole.usage.completion_tokens) == (echo(), 18)
    options = {"include_usage": True}
    *told, usage = client.completions.create(model=MODEL, prompt=QUESTION, stream=True, stream_options=options)
    assert "".join(chunk.choices[0].text for chunk in told) == echo()
    assert [chunk.choices[0].finish_reason for chunk in told if chunk.choices[0].finish_reason] == ["stop"]
    assert (usage.choices, usage.usage) == ([], whole.usage)


def test_a_list_of_prompts_is_completed_in_its_order(client):
    answer = client.completions.create(model=MODEL, prompt=["first?", "second?"], echo=True)
    assert [choice.index for choice in answer.choices] == [0, 1]
    assert [choice.text for choice in answer.choices] == [q + echo(q) for q in ["first?", "second?"]]


def test_the_models_are_listed(client, settings):
    assert [model.id for model in client.models.list()] == [THINKER, MODEL_70B, MODEL]
    assert client.models.retrieve(MODEL).owned_by == "triton"
    error = refused(openai.NotFoundError, lambda: client.models.retrieve("nope"))
    assert error.code == "model_not_found"
    with openai.OpenAI(**{**settings, "api_key": "sk-70b-only"}) as limited:
        assert [model.id for model in limited.models.list()] == [MODEL_70B]


def test_a_wrong_parameter_is_a_bad_request(client):
    error = refused(openai.BadRequestError, lambda: ask(client, temperature=3))
    assert (error.status_code, error.type, error.param) == (400, "invalid_request_error", "temperature")
    assert "temperature" in error.message
    assert set(error.body) == {"message", "type", "param", "code"}
    assert error.request_id


def test_a_prompt_that_is_too_long_is_a_bad_request(client):
    error = refused(openai.BadRequestError, lambda: ask(client, "@@fail=too-long"))
    assert (error.code, error.param) == ("context_length_exceeded", "messages")


def test_an_unknown_model_is_not_found(client):
    error = refused(openai.NotFoundError, lambda: ask(client, model="gpt-4o"))
    assert (error.status_code, error.type, error.code) == (404, "invalid_request_error", "model_not_found")


def test_what_is_not_served_is_not_found(client):
    error = refused(openai.NotFoundError, lambda: client.moderations.create(input="hi"))
    assert error.code == "unknown_url"


@pytest.mark.parametrize("stream", [False, True])
def test_a_wrong_key_is_an_authentication_error(settings, stream):
    with openai.OpenAI(**{**settings, "api_key": "sk-wrong"}) as client:
        error = refused(openai.AuthenticationError, lambda: ask(client, stream=stream))
    assert (error.status_code, error.type, error.code) == (401, "invalid_request_error", "invalid_api_key")
    assert "sk-wrong" not in str(error.body)


def test_a_model_that_a_key_may_not_use_is_denied(settings):
    with openai.OpenAI(**{**settings, "api_key": "sk-70b-only"}) as client:
        assert ask(client, model=MODEL_70B).model == MODEL_70B
        error = refused(openai.PermissionDeniedError, lambda: ask(client))
    assert (error.status_code, error.param) == (403, "model")


def test_requests_beyond_a_limit_are_a_rate_limit_error(settings):
    with openai.OpenAI(**{**settings, "api_key": "sk-one-a-minute"}) as client:
        raw = client.chat.completions.with_raw_response.create(model=MODEL, messages=user(QUESTION))
        assert raw.headers["x-ratelimit-limit-requests"] == "1"
        assert raw.headers["x-ratelimit-remaining-requests"] == "0"
        error = refused(openai.RateLimitError, lambda: ask(client))
    assert (error.status_code, error.type, error.code) == (429, "requests", "rate_limit_exceeded")
    assert 1 <= int(error.response.headers["retry-after"]) <= 60


def test_a_request_that_no_limit_allows_is_not_retried(gateway, settings):
    before = gateway.requests("limited")
    with openai.OpenAI(**{**settings, "api_key": "sk-few-tokens", "max_retries": 3}) as client:
        error = refused(openai.RateLimitError, lambda: ask(client, max_tokens=5000))
    assert (error.type, error.code) == ("tokens", "rate_limit_exceeded")
    eventually(lambda: gateway.requests("limited") > before)
    assert gateway.requests("limited") == before + 1


def test_a_second_request_at_the_same_time_is_a_rate_limit_error(settings):
    with openai.OpenAI(**{**settings, "api_key": "sk-one-at-a-time"}) as client:
        with ask(client, ENDLESS, stream=True) as stream:
            next(stream)
            error = refused(openai.RateLimitError, lambda: ask(client))
        assert error.type == "requests"

        def served():
            try:
                return ask(client)
            except openai.RateLimitError:
                return None

        assert eventually(served).choices[0].message.content == echo()


def test_a_body_that_is_too_large_is_refused(client):
    error = refused(openai.APIStatusError, lambda: ask(client, "x" * 11_000_000))
    assert (error.status_code, error.code) == (413, "request_too_large")


@pytest.mark.parametrize("stream", [False, True])
@pytest.mark.parametrize(
    ("failure", "status", "code"),
    [
        ("at-once", 502, "triton_error"),
        ("not-json", 502, "triton_bad_answer"),
        ("unavailable", 503, "model_overloaded"),
        ("not-ready", 503, "model_not_ready"),
    ],
)
def test_a_failure_of_triton_is_a_server_error(client, failure, status, code, stream):
    error = refused(openai.InternalServerError, lambda: ask(client, f"@@fail={failure}", stream=stream))
    assert (error.status_code, error.type, error.code) == (status, "server_error", code)
    if status == 503:
        assert error.response.headers["retry-after"]


def test_a_triton_that_is_full_is_asked_again(gateway, settings):
    before = gateway.requests("upstream_error")
    with openai.OpenAI(**{**settings, "max_retries": 1}) as client:
        refused(openai.InternalServerError, lambda: ask(client, "@@fail=unavailable"))
    eventually(lambda: gateway.requests("upstream_error") >= before + 2)
    assert gateway.requests("upstream_error") == before + 2


def test_a_triton_that_does_not_answer_in_time_is_a_server_error(client):
    error = refused(openai.InternalServerError, lambda: ask(client, "@@fail=hang"))
    assert (error.status_code, error.code) == (504, "triton_timeout")


def test_a_client_that_does_not_wait_so_long_has_a_timeout(client):
    refused(openai.APITimeoutError, lambda: ask(client.with_options(timeout=0.5), "@@fail=hang"))


def test_a_gateway_that_is_not_there_is_a_connection_error(settings):
    with openai.OpenAI(**{**settings, "base_url": "http://127.0.0.1:1/v1"}) as client:
        refused(openai.APIConnectionError, lambda: ask(client))


@pytest.mark.parametrize(
    ("failure", "code"),
    [("midstream", "triton_error"), ("stall", "triton_timeout"), ("cut", "triton_bad_answer")],
)
def test_a_failure_within_a_stream_is_raised(client, failure, code):
    texts = []

    def read():
        for chunk in ask(client, f"@@tokens=9 @@fail={failure}", stream=True):
            texts.append(chunk.choices[0].delta.content)

    error = refused(openai.APIError, read)
    assert (error.type, error.code) == ("server_error", code)
    assert len(texts) > 1


def test_a_slow_stream_with_comment_lines_is_read(client):
    lines = []
    streaming = client.chat.completions.with_streaming_response
    with streaming.create(model=MODEL, messages=user("@@ttft=3500 @@tokens=2"), stream=True) as response:
        lines.extend(response.iter_lines())
    assert any(line.startswith(":") for line in lines), lines
    chunks = list(ask(client, "@@ttft=3500 @@tokens=2", stream=True))
    assert [chunk.choices[0].finish_reason for chunk in chunks][-1] == "stop"


def test_a_stream_that_is_closed_ends_at_triton(gateway, client):
    before = gateway.requests("cancelled")
    with ask(client, ENDLESS, stream=True) as stream:
        next(stream)
    eventually(lambda: gateway.requests("cancelled") == before + 1)


def test_many_threads_share_a_client(client):
    questions = [f"question {i}?" for i in range(100)]
    with ThreadPoolExecutor(max_workers=25) as threads:
        answers = list(threads.map(lambda question: ask(client, question), questions))
    assert [answer.choices[0].message.content for answer in answers] == [echo(q) for q in questions]
    assert len({answer.id for answer in answers}) == 100
