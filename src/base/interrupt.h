// The wish to stop: a signal sets it, every loop that takes long asks for it.
#pragma once

namespace crudtally {

// Makes SIGINT and SIGTERM ask the work to stop instead of ending the process; a second one of
// them ends it at once.
void catch_stop_signals();

// Throws Error with the status interrupted or terminated once such a signal has come. Cheap: one
// relaxed load.
void throw_if_stopped();

}  // namespace crudtally
