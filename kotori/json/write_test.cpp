#include "kotori/json/json.hpp"
#include <gtest/gtest.h>
using namespace kotori;
struct Say { std::string text; static constexpr auto json = json::shape("say", json::field("text", &Say::text, json::at_most(3))); };
struct Rename { std::string name; static constexpr auto json = json::shape("rename", json::field("name", &Rename::name)); };
struct Seq { std::uint64_t value=0; static constexpr auto json = json::value(&Seq::value); };
enum class Role {a,b};
constexpr auto json_names(Role) { return json::names<Role>({{Role::a,"a"},{Role::b,"b"}}); }
struct All { Seq seq; Role role; std::vector<All> all; std::map<std::string,double> m; std::optional<bool> o; std::variant<Say,Rename> v;
 static constexpr auto json = json::shape(json::field("seq",&All::seq), json::field("role",&All::role), json::field("all",&All::all), json::field("m",&All::m), json::field("o",&All::o), json::field("v",&All::v));
};
TEST(X,Y){
 auto t = json::write(All{.seq={7}, .all={All{}}, .m={{"x",1e300}}, .o=true, .v=Rename{"hé\n\x01"}});
 puts(t.c_str());
 auto r = json::read<All>(t);
 if(!r) puts(r.error().message.c_str()); else EXPECT_EQ(t, json::write(*r));
 for (auto s : {"[1]", "{\"seq\":1,\"role\":\"a\",\"all\":[{\"seq\":-1}]}", "{}", "", "\"\\udc00\"", "\"\\ud800\"", "1e400", "{\"a\":1}x"}) { auto e = json::read<All>(s); printf("%s -> %d %s [%s]\n", s, (int)e.error().code, e.error().message.c_str(), e.error().path.c_str()); }
 puts(json::read<Say>(R"({"type":"say","text":"abcd"})").error().message.c_str());
 puts((json::read<std::variant<Say,Rename>>(R"({"type":"sax","text":"abcd"})")).error().message.c_str());
}
