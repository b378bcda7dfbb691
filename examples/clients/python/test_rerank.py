"""Cohere's client and LangChain's sort documents; openai-python asks for scores."""

import cohere
import httpx
import openai
import pytest
from langchain_cohere import CohereRerank
from langchain_core.documents import Document

import conftest

MODEL = "bge-reranker-v2-m3"
DOCUMENTS = ["interest rates rose", "the cat sat on the mat", "a cat", "the dog"]


@pytest.fixture(scope="module")
def gateway(tmp_path_factory):
    """A gateway of its own: its routes have a cross-encoder."""
    gateway = conftest.gateway_with("rerank/bge-reranker", tmp_path_factory)
    try:
        gateway.root = gateway.url().removesuffix("/v1")
        yield gateway
    finally:
        gateway.stop()


@pytest.mark.parametrize("client", [cohere.Client, cohere.ClientV2])
def test_cohere_gets_the_best_documents(gateway, client):
    answer = client(api_key="sk-unlimited", base_url=gateway.root).rerank(model=MODEL, query="the cat", documents=DOCUMENTS, top_n=3)
    assert [result.index for result in answer.results] == [1, 2, 3]
    scores = [result.relevance_score for result in answer.results]
    assert scores == sorted(scores, reverse=True)
    assert answer.id.startswith("rerank-")
    assert answer.meta.api_version.version == "2"
    assert answer.meta.billed_units.search_units == 1


def test_cohere_is_told_what_is_wrong(gateway):
    client = cohere.ClientV2(api_key="sk-unlimited", base_url=gateway.root)
    with pytest.raises(cohere.NotFoundError):
        client.rerank(model="other", query="a", documents=["b"])
    with pytest.raises(cohere.BadRequestError) as refused:
        client.rerank(model=MODEL, query="", documents=["b"])
    assert refused.value.body["error"]["param"] == "query"
    with pytest.raises(cohere.UnauthorizedError):
        cohere.ClientV2(api_key="sk-nobody", base_url=gateway.root).rerank(model=MODEL, query="a", documents=["b"])


def test_langchain_compresses_documents(gateway):
    client = cohere.ClientV2(api_key="sk-unlimited", base_url=gateway.root)
    reranker = CohereRerank(client=client, model=MODEL, top_n=2)
    documents = [Document(page_content=text, metadata={"at": i}) for i, text in enumerate(DOCUMENTS)]
    best = reranker.compress_documents(documents, "the cat")
    assert [document.metadata["at"] for document in best] == [1, 2]
    assert best[0].metadata["relevance_score"] == 1


def test_openai_posts_pairs(gateway):
    with openai.OpenAI(base_url=gateway.root + "/v1", api_key="sk-unlimited", max_retries=0, timeout=20) as client:
        body = {"model": MODEL, "text_1": "the cat", "text_2": DOCUMENTS}
        answer = client.post("/score", body=body, cast_to=httpx.Response).json()
    assert [score["index"] for score in answer["data"]] == [0, 1, 2, 3]
    assert answer["data"][1]["score"] == 1
    assert answer["usage"]["estimated"] is True
