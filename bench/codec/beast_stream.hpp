#pragma once
#include <boost/asio/buffer.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/beast/websocket/stream.hpp>
#include <string>
#include <string_view>

/// What Beast's WebSocket reads from and writes to here: bytes in memory that come again and again; what it says is
/// forgotten.
class BeastStream {
 public:
  using executor_type = boost::asio::io_context::executor_type;
  using error_code = boost::system::error_code;

  BeastStream(boost::asio::io_context& context, std::string_view bytes) : context_(context), bytes_(bytes) {}

  executor_type get_executor() { return context_.get_executor(); }

  template <class Buffers> std::size_t read_some(const Buffers& buffers, error_code& error) {
    error = {};
    if (at_ == bytes_.size()) at_ = 0;
    const auto read = boost::asio::buffer_copy(buffers, boost::asio::buffer(bytes_.substr(at_)));
    at_ += read;
    return read;
  }
  template <class Buffers> std::size_t read_some(const Buffers& buffers) {
    error_code error;
    return read_some(buffers, error);
  }

  /// Copies, as the system would.
  template <class Buffers> std::size_t write_some(const Buffers& buffers, error_code& error) {
    error = {};
    said_.resize(boost::asio::buffer_size(buffers));
    return boost::asio::buffer_copy(boost::asio::buffer(said_), buffers);
  }
  template <class Buffers> std::size_t write_some(const Buffers& buffers) {
    error_code error;
    return write_some(buffers, error);
  }

 private:
  boost::asio::io_context& context_;
  std::string_view bytes_;
  std::size_t at_ = 0;
  std::string said_;
};

inline void teardown(boost::beast::role_type, BeastStream&, boost::system::error_code&) {}
