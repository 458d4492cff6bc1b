#pragma once
#include "apps/kotori/bench/options.hpp"
#include "apps/kotori/bench/report.hpp"
#include "kotori/async/epoll_loop.hpp"
#include "kotori/async/task.hpp"

namespace bench {

/// Each on the loop, to its end. What keeps it from beginning is thrown as std::runtime_error.
kotori::Task<Report> run_traffic(kotori::EpollLoop& loop, const Options& options);
kotori::Task<Report> run_pages(kotori::EpollLoop& loop, const Options& options);
kotori::Task<Report> run_resume(kotori::EpollLoop& loop, const Options& options);
kotori::Task<Report> run_connect(kotori::EpollLoop& loop, const Options& options);

/// Likewise, on no loop and while this process has no other thread: it begins processes.
Report run_idle(const Options& options);

}  // namespace bench
