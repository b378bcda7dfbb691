"""LangChain for Python."""

import asyncio

import openai
import pytest
from conftest import MODEL, QUESTION, THINKER, echo
from langchain_anthropic import ChatAnthropic
from langchain_core.messages import AIMessage, HumanMessage, SystemMessage, ToolMessage
from langchain_core.tools import tool
from langchain_openai import ChatOpenAI, OpenAI
from pydantic import BaseModel


class Capital(BaseModel):
    """A city."""

    city: str
    population: int


@tool
def note_capital(city: str) -> str:
    """Notes a capital."""
    return city


@pytest.fixture(scope="module")
def loop():
    """One event loop for all: LangChain keeps its connections from one model to the next."""
    with asyncio.Runner() as runner:
        yield runner


@pytest.fixture
def chat(settings):
    return ChatOpenAI(model=MODEL, **settings)


def with_fields(settings, **fields):
    return ChatOpenAI(**{"model": MODEL, **settings, **fields})


def test_an_answer_has_text_usage_and_a_finish_reason(chat):
    answer = chat.invoke(QUESTION)
    assert answer.text == echo()
    assert answer.response_metadata["finish_reason"] == "stop"
    assert answer.response_metadata["model_name"] == MODEL
    usage = answer.usage_metadata
    assert (usage["output_tokens"], usage["total_tokens"]) == (18, usage["input_tokens"] + 18)


def test_an_answer_that_was_cut_says_so(settings):
    answer = with_fields(settings, max_tokens=2).invoke(QUESTION)
    assert (answer.text, answer.response_metadata["finish_reason"]) == (f"{MODEL} (simulated)", "length")


def test_a_conversation_is_answered_at_its_last_question(chat):
    call = {"name": "note_capital", "args": {"city": "Paris"}, "id": "1", "type": "tool_call"}
    answer = chat.bind_tools([note_capital]).invoke(
        [
            SystemMessage("Be brief."),
            HumanMessage("first?"),
            AIMessage("", tool_calls=[call]),
            ToolMessage("noted", tool_call_id="1"),
            HumanMessage("second?"),
        ]
    )
    assert (answer.text, answer.tool_calls) == (echo("second?"), [])


def test_a_stream_adds_up_to_the_whole_answer(settings):
    parts = list(with_fields(settings, stream_usage=True).stream(QUESTION))
    streamed = parts[0]
    for part in parts[1:]:
        streamed += part
    assert streamed.text == echo()
    assert streamed.response_metadata["finish_reason"] == "stop"
    assert streamed.usage_metadata["output_tokens"] == 18
    assert len(parts) > 10


def test_a_stream_without_usage_is_read_too(settings):
    parts = list(with_fields(settings, stream_usage=False).stream(QUESTION))
    assert "".join(part.text for part in parts) == echo()
    assert all(part.usage_metadata is None for part in parts)


def test_asyncio_gives_the_same(chat, loop):
    async def test():
        whole = await chat.ainvoke(QUESTION)
        return whole.text, "".join([part.text async for part in chat.astream(QUESTION)])

    assert loop.run(test()) == (echo(), echo())


def test_several_conversations_are_answered_at_a_time(chat, loop):
    questions = [f"question {i}?" for i in range(20)]
    assert [answer.text for answer in chat.batch(questions)] == [echo(question) for question in questions]

    async def test():
        return await chat.abatch(questions)

    answers = loop.run(test())
    assert [answer.text for answer in answers] == [echo(question) for question in questions]


def test_a_hundred_streams_at_a_time_are_each_answered(chat, loop):
    questions = [f"question {i}?" for i in range(100)]

    async def streamed(question):
        return "".join([part.text async for part in chat.astream(question)])

    async def test():
        return await asyncio.gather(*[streamed(question) for question in questions])

    assert loop.run(test()) == [echo(question) for question in questions]


@pytest.mark.parametrize("stream", [False, True])
def test_the_headers_of_the_raw_response_are_with_the_answer(settings, loop, stream):
    chat = with_fields(settings, include_response_headers=True)

    async def test():
        if stream:
            return [part async for part in chat.astream(QUESTION)]
        return [await chat.ainvoke(QUESTION)]

    for parts in (list(chat.stream(QUESTION)) if stream else [chat.invoke(QUESTION)], loop.run(test())):
        assert "".join(part.text for part in parts) == echo()
        assert parts[0].response_metadata["headers"]["x-request-id"]


def test_asyncio_gives_a_structure_and_raises_errors(chat, settings, loop):
    async def test():
        with pytest.raises(openai.AuthenticationError):
            await with_fields(settings, api_key="sk-wrong").ainvoke(QUESTION)
        with pytest.raises(openai.APIError) as raised:
            [part async for part in chat.astream("@@tokens=9 @@fail=midstream")]
        assert raised.value.code == "triton_error"
        return await chat.with_structured_output(Capital).ainvoke(QUESTION)

    assert loop.run(test()) == Capital(city="simulated", population=42)


def test_an_answer_has_the_structure_of_a_pydantic_schema(chat):
    assert chat.with_structured_output(Capital).invoke(QUESTION) == Capital(city="simulated", population=42)
    strict = chat.with_structured_output(Capital, method="json_schema", strict=True, include_raw=True)
    answer = strict.invoke(QUESTION)
    assert answer["parsed"] == Capital(city="simulated", population=42)
    assert answer["parsing_error"] is None


# of the client's own type for a parsed message
@pytest.mark.filterwarnings("ignore:Pydantic serializer warnings")
def test_a_structured_answer_is_streamed(chat):
    parts = list(chat.with_structured_output(Capital).stream(QUESTION))
    assert parts[-1] == Capital(city="simulated", population=42)


def test_json_mode_gives_an_object(chat):
    assert chat.with_structured_output(None, method="json_mode").invoke(QUESTION) == {"answer": 42}


def test_structure_by_a_tool_that_must_be_called(chat):
    capital = chat.with_structured_output(Capital, method="function_calling").invoke("Which capital is Paris?")
    assert isinstance(capital, Capital)


@pytest.mark.parametrize("stream", [False, True])
def test_a_bound_tool_is_called_and_its_result_goes_back(chat, stream):
    bound = chat.bind_tools([note_capital])

    def answer(messages):
        if not stream:
            return bound.invoke(messages)
        first, *more = bound.stream(messages)
        for part in more:
            first += part
        return first

    messages = [HumanMessage("Note the capital Paris")]
    calls = answer(messages)
    assert calls.response_metadata["finish_reason"] == "tool_calls"
    [call] = calls.tool_calls
    assert (call["name"], call["args"]) == ("note_capital", {"city": "Paris"})
    result = note_capital.invoke(call)
    assert 'was told: "Paris"' in answer([*messages, calls, result]).text


def test_asyncio_calls_tools_too(chat, loop):
    bound = chat.bind_tools([note_capital], tool_choice="any")

    async def test():
        whole = await bound.ainvoke("Hello")
        first, *more = [part async for part in bound.astream("Hello")]
        for part in more:
            first += part
        return whole, first

    for answer in loop.run(test()):
        assert [call["name"] for call in answer.tool_calls] == ["note_capital"]


def test_a_plain_prompt_is_completed_whole_and_as_a_stream(settings):
    def answer(question):
        # it sends its defaults
        return echo(question).removesuffix(".") + ", frequency_penalty 0, presence_penalty 0."

    prompts = OpenAI(model=MODEL, top_p=0.95, max_tokens=100, **settings)
    assert prompts.invoke(QUESTION) == answer(QUESTION)
    assert "".join(prompts.stream(QUESTION)) == answer(QUESTION)
    assert prompts.batch(["first?", "second?"]) == [answer("first?"), answer("second?")]


@pytest.mark.parametrize(
    ("fields", "question", "error_class"),
    [
        ({"temperature": 3}, QUESTION, openai.BadRequestError),
        ({"model": "gpt-4o"}, QUESTION, openai.NotFoundError),
        ({"api_key": "sk-wrong"}, QUESTION, openai.AuthenticationError),
        ({"api_key": "sk-70b-only"}, QUESTION, openai.PermissionDeniedError),
        ({}, "@@fail=at-once", openai.InternalServerError),
        ({"timeout": 0.5}, "@@fail=hang", openai.APITimeoutError),
    ],
)
@pytest.mark.parametrize("stream", [False, True])
def test_errors_have_the_class_of_the_client_beneath(settings, fields, question, error_class, stream):
    chat = with_fields(settings, **fields)
    with pytest.raises(error_class):
        list(chat.stream(question)) if stream else chat.invoke(question)


def test_a_failure_within_a_stream_is_raised(chat):
    parts = []
    with pytest.raises(openai.APIError) as raised:
        for part in chat.stream("@@tokens=9 @@fail=midstream"):
            parts.append(part.text)
    assert raised.value.code == "triton_error"
    assert len(parts) > 1


def thinking_chat(api, settings, **fields):
    """A chat on another API than chat completions, with a model that thinks."""
    if api == "responses":
        return ChatOpenAI(model=THINKER, use_responses_api=True, reasoning={"summary": "auto"}, **{**settings, **fields})
    fields = {"thinking": {"type": "enabled", "budget_tokens": 1024}, "max_tokens": 4096, **fields}
    url = settings["base_url"].removesuffix("/v1")
    return ChatAnthropic(model=THINKER, **{**settings, "base_url": url, **fields})


@pytest.mark.parametrize("stream", [False, True])
@pytest.mark.parametrize("api", ["responses", "messages"])
def test_other_apis_think_and_call_a_bound_tool_and_its_result_goes_back(settings, api, stream):
    bound = thinking_chat(api, settings).bind_tools([note_capital])

    def answer(messages):
        if not stream:
            return bound.invoke(messages)
        first, *more = bound.stream(messages)
        for part in more:
            first += part
        return first

    messages = [HumanMessage("Note the capital Paris")]
    calls = answer(messages)
    [call] = calls.tool_calls
    assert (call["name"], call["args"]) == ("note_capital", {"city": "Paris"})
    assert [block["reasoning"] for block in calls.content_blocks if block["type"] == "reasoning" and block["reasoning"]]
    usage = calls.usage_metadata
    assert usage["total_tokens"] == usage["input_tokens"] + usage["output_tokens"]
    last = answer([*messages, calls, note_capital.invoke(call)])
    assert 'was told: "Paris"' in last.text


@pytest.mark.parametrize("api", ["responses", "messages"])
def test_other_apis_answer_by_a_pydantic_schema(settings, api):
    chat = thinking_chat(api, settings).with_structured_output(Capital, method="json_schema")
    assert chat.invoke(QUESTION) == Capital(city="simulated", population=42)


@pytest.mark.parametrize("api", ["responses", "messages"])
def test_other_apis_raise_a_failure_within_a_stream(settings, api):
    with pytest.raises(Exception, match="Triton"):
        list(thinking_chat(api, settings).stream("@@tokens=9 @@fail=midstream @@think=no"))
