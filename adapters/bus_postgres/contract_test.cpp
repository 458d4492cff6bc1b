#include "adapters/bus_postgres/postgres_bus.hpp"
#include "adapters/postgres/test_server.hpp"
#include "chat/ports/bus_contract.hpp"

namespace chat::contract {
namespace {

class PostgresBench {
 public:
  Bus& here() { return here_; }
  Bus& there() { return there_; }

 private:
  const adapters::postgres::Settings settings_ = adapters::postgres::TestServer::shared().new_database();
  adapters::PostgresBus here_{{{1}}, settings_};
  adapters::PostgresBus there_{{{1}}, settings_};
};

}  // namespace

INSTANTIATE_TYPED_TEST_SUITE_P(Postgres, BusContract, PostgresBench);

}  // namespace chat::contract
