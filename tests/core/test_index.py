"""What a search is made of: pieces of words, names met in any form, a classifier, near phrasings."""

from __future__ import annotations

import pytest

from bot.core.index import Bayes, Letters, Names, Near, Pairs, Pieces, Text, pairs, pieces, trigrams

NAMES = ["kuraattori", "koulukuraattori", "psykologi", "arviointi"]


@pytest.mark.parametrize(
    ("word", "name"), [("kuraattorille", 0), ("kuratori", 0), ("kurattorin", 0), ("psykolgi", 2), ("arvioinnissa", 3)]
)
def test_a_name_is_met_bent_and_mistyped(word: str, name: int) -> None:
    called = Names([[one] for one in NAMES]).called([word])
    assert max(called, key=lambda owner: called[owner]) == name


def test_a_name_that_many_share_tells_less_and_another_word_nothing() -> None:
    names = Names([["kuraattori", "koulu"], ["psykologi", "koulu"], ["neuvola"]])
    assert names.called(["kuraattori"])[0] > names.called(["koulu"])[0] > 0
    assert names.called(["talonmies"]) == {}


def test_the_pieces_of_a_word_know_its_ends() -> None:
    assert trigrams("isä") == {"^is", "isä", "sä$"}
    assert len(pieces("isä")) == 3  # ^isä, isä$, ^isä$
    assert len(pieces("a")) == 1
    assert pieces("kala") == pieces("kala") != pieces("kalat")


def test_a_classifier_learns_from_texts_and_knows_bent_words() -> None:
    texts = [Text(0, ["lasta", "lyödään"]), Text(0, ["lyönnit"]), Text(1, ["äiti", "väsynyt"]), Text(1, ["väsymys"])]
    known = Pieces(texts)
    learned = Bayes(known.masses(texts, 2))
    for word, owner in (("lyödäänkö", 0), ("väsyneelle", 1)):
        scores = learned.scores(known.weighed([word]))
        assert scores.index(max(scores)) == owner
    assert known.weighed(["qqqqq"]) == {}


def test_words_beside_each_other_tell_what_each_alone_does_not() -> None:
    texts = [Text(0, ["kuka", "kutsuu", "koolle"]), Text(1, ["ketä", "kutsuu", "koolle", "kuka"])]
    known = Pairs(texts)
    learned = Bayes(known.masses(texts, 2))
    for words, owner in ((["kuka", "kutsuu"], 0), (["ketä", "kutsuu"], 1)):
        scores = learned.scores(known.weighed(words))
        assert scores.index(max(scores)) == owner
    assert known.weighed(["mummo", "mökillä"]) == {}


def test_a_pair_is_of_beginnings_in_their_order_and_not_far_from_each_other() -> None:
    assert pairs(["kutsuminen", "kokoukseen"]) == pairs(["kutsumista", "kokouksessa"])
    assert pairs(["äiti", "isä"]) != pairs(["isä", "äiti"])
    assert len(pairs(["a", "b", "c", "d", "e"])) == 5 + 4 + 3 + 2


def test_letters_that_never_stood_together_are_strange() -> None:
    letters = Letters(["lapsi", "lasta", "lapsen"])
    assert letters.usual(["lapsi"]) > letters.usual(["lapset"]) > letters.usual(["xyz"])
    assert letters.usual([]) == letters.usual(["xyz"])


def test_the_nearest_phrasing_is_the_same_one_in_any_order() -> None:
    near = Near([Text(4, ["lapsi", "itkee", "yöllä"]), Text(7, ["isä", "huutaa"])])
    assert near.nearest(["yöllä", "itkee", "lapsi"])[4] == pytest.approx(1.0)
    assert 0 < near.nearest(["lapsi", "nauraa"])[4] < 0.7
    assert near.nearest(["mummo"]) == {}
