"""How texts and queries are broken into words."""

import sys

import pytest

from common.search_text import index_text, tokens
from search import terms
from search.terms import terms_of


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("摄影", ["摄影"]),
        ("山", ["山"]),
        ("摄影师", ["摄影", "影师"]),
        ("人像作品", ["人像", "作品"]),
        ("北京的秋天", ["北京", "秋天"]),
        ("Lake Sunrise", ["lake", "sunrise"]),
        ("ＩＭＧ_1234.jpg", ["img", "1234", "jpg"]),
        ("Café", ["cafe"]),
        ("2024年黄山", ["2024", "年", "黄山"]),
        ("ひらがな", ["ひら", "らが", "がな"]),
        ("lake lake", ["lake"]),
        ('"* ( ) - &|! 。，？ 🙂 ', []),
        ("", []),
    ],
)
def test_a_query_becomes_words_that_the_index_has(query, words):
    terms._segmenter()
    assert terms_of(query) == words


def test_a_long_query_is_cut():
    assert len(terms_of(" ".join(f"word{n}" for n in range(1000)))) == terms.MAX_TERMS


def test_the_index_keeps_pairs_in_order_and_then_single_characters():
    assert index_text("Lake 西湖雨") == "lake 西湖 湖雨 西 湖 雨"


def test_a_word_of_two_scripts_is_two_words():
    assert tokens("T恤2号") == ["t", "恤", "2", "号"]


def test_without_jieba_the_whole_run_is_looked_for(monkeypatch):
    monkeypatch.setitem(sys.modules, "jieba", None)
    terms._read_dictionary.cache_clear()
    try:
        assert terms_of("人像作品") == ["人像", "像作", "作品"]
    finally:
        terms._read_dictionary.cache_clear()


def test_reading_the_dictionary_says_nothing_and_leaves_no_file(capfd, monkeypatch, tmp_path):
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setattr("tempfile.tempdir", None)
    terms._read_dictionary.cache_clear()
    assert terms_of("人像作品") == ["人像", "作品"]
    captured = capfd.readouterr()
    assert captured.out + captured.err == ""
    assert list(tmp_path.iterdir()) == []
