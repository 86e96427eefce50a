"""River network (河网): build, check, ask, sum; arrays in, arrays out.

>>> import pandas as pd
>>> table = pd.DataFrame({"code": ["A", "B", "C"], "to": ["C", "C", None], "length_m": [10.0, 20.0, 5.0]})
>>> network = build(table, to_key="to")
>>> index, distance_m = upstream(network, network.position("C"))
>>> network.keys[index].tolist(), distance_m.tolist()
(['C', 'A', 'B'], [0.0, 5.0, 5.0])
>>> upstream_sum(network, [1.0, 2.0, 4.0]).tolist()
[1.0, 2.0, 7.0]
"""

from app.network.accumulation import accumulate
from app.network.arrays import Network
from app.network.construction import build
from app.network.reach_search import downstream, upstream
from app.network.sums import upstream_sum

__all__ = ["Network", "accumulate", "build", "downstream", "upstream", "upstream_sum"]
