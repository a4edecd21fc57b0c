"""The hot path: one memoised plan for each (ufunc, class, class).

A plan is made once by asking each kind for its *step*; from then on a call is a dictionary look-up, the steps, and one
ufunc call on bare arrays. A step that sees something the plan does not hold for (labels that are not identical, a
unit that meets a bare number) answers :data:`~metaarr._kind.BAIL`, and the call takes the general path of ``_run.py``:
both ask the same rules.
"""
