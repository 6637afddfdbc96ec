import CSystem

/// Has the present task's allocator take what a request's calls need in one piece, and leaves it there for them.
///
/// A task keeps its calls' variables in a stack of its own, which grows by a piece whenever a call does not fit: with
/// calls of one to three kilobytes each, that is a `malloc` for nearly every call, and a `free` for each when the task
/// is over. A piece that was given back stays, and is used before another is made.
package func reserveTaskMemory() async { martlet_reserve_task_memory(16_384) }
