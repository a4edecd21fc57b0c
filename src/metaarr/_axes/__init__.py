"""Where the axes of a result come from: the rules that the table's ``axes`` column names.

A *rule* answers, from the arguments of a call and the shape of the array, an :class:`AxisMap`: one :class:`Axis` for
each axis of the result. Nothing is computed on elements, so a rule can be asked before the function is called. It only
claims what holds for every element; what is not known for certain is a new axis, or an axis in unknown order.

Rules are of five forms:

- ``rule(args, shape) -> AxisMap`` for one array and one result;
- ``rule(args, shape) -> list[AxisMap]`` for one array and several results (``split``, ``unstack`` …);
- ``rule(args, shapes) -> list[AxisMap]`` for several arrays that each give one result (``atleast_1d``, ``meshgrid`` …);
- ``rule(args, shapes) -> AxisMap`` for several arrays of one shape (``lexsort``);
- ``rule(args, shapes) -> JoinMap`` for several arrays that come together in one.

``args`` maps parameter names to bare values and holds only those that were given.
"""
