# SPDX-License-Identifier: GPL-2.0-only
"""Wrong names of parameters."""

import pickle

import pytest

import pagewire
from pagewire.cache import HttpCache


@pytest.mark.parametrize(
    "call, sentence",
    [
        (lambda: HttpCache(share=True), "HttpCache has no parameter 'share': did you mean 'shared'?"),
        (lambda: HttpCache().request("GET", "http://x/", mod="x"), "request has no parameter 'mod': did you mean 'mode'?"),
        (lambda: HttpCache().response(None, statu=1), "response has no parameter 'statu': did you mean 'status'?"),
        (lambda: pagewire.cachesim([1], polcy="lru"), "cachesim has no parameter 'polcy': did you mean 'policy'?"),
        (lambda: pagewire.Page([], tittle=""), "Page has no parameter 'tittle': did you mean 'title'?"),
        (lambda: pagewire.Page.synthetic(object=3), "synthetic has no parameter 'object': did you mean 'objects'?"),
        (lambda: pagewire.Page.from_har("x", pag=1), "from_har has no parameter 'pag': did you mean 'page'?"),
        (lambda: pagewire.Page.percentile(50, devic=""), "percentile has no parameter 'devic': did you mean 'device'?"),
        (lambda: pagewire.Sweep("x", "y", hars=True), "Sweep has no parameter 'hars': did you mean 'har'?"),
    ],
)
def test_the_nearest_name_is_suggested(call, sentence):
    with pytest.raises(pagewire.InputError) as caught:
        call()
    assert str(caught.value) == sentence


def test_a_sweep_and_its_result_suggest_as_well(tmp_path, results, page):
    sweep = pagewire.Sweep(pagewire.Scenario(page_file=page), tmp_path / "out")
    with pytest.raises(pagewire.InputError, match="^run has no parameter 'worker': did you mean 'workers'"):
        sweep.run(worker=2)
    with pytest.raises(pagewire.InputError, match="^shard has no parameter 'worker': did you mean 'workers'"):
        sweep.shard(1, 2, worker=2)
    with pytest.raises(pagewire.InputError, match="^summary has no parameter 'levl': did you mean 'level'"):
        pagewire.Result(results).summary(levl=0.9)


def test_checked_classes_are_still_themselves():
    page = pagewire.Page.synthetic(objects=1)
    assert pickle.loads(pickle.dumps(page)) == page
