#pragma once
#include "apps/kotori/bench/options.hpp"
#include "apps/kotori/bench/report.hpp"
#include "kotori/async/epoll_loop.hpp"
#include "kotori/async/task.hpp"

namespace bench {

/// Each on the loop, to its end. What keeps it from beginning is thrown as std::runtime_error.
kotori::Task<Report> run_traffic(kotori::EpollLoop& loop, const Options& options);
kotori::Task<Report> run_idle(kotori::EpollLoop& loop, const Options& options);
kotori::Task<Report> run_connect(kotori::EpollLoop& loop, const Options& options);

}  // namespace bench
